package xdg

import (
	"cmp"
	"path/filepath"

	"golang.org/x/sys/windows"
)

const (
	homeVariable  = "USERPROFILE"
	homeReference = "%USERPROFILE%"
)

func (a Account) usualConfigFolder() string {
	return cmp.Or(knownFolder(windows.FOLDERID_LocalAppData), a.Getenv("LOCALAPPDATA"), filepath.Join(a.Home, "AppData", "Local"))
}

func (a Account) usualStateFolder() string { return a.usualConfigFolder() }

func (a Account) usualUserFolders() map[string]string { return englishFolders(a.Home) }

// desktopFolders are those that the system knows: a person may have moved them.
func (a Account) desktopFolders() map[string]string {
	return map[string]string{
		"XDG_DOWNLOAD_DIR": knownFolder(windows.FOLDERID_Downloads), "XDG_DESKTOP_DIR": knownFolder(windows.FOLDERID_Desktop),
		"XDG_DOCUMENTS_DIR": knownFolder(windows.FOLDERID_Documents), "XDG_PICTURES_DIR": knownFolder(windows.FOLDERID_Pictures),
	}
}

// knownFolder is a folder of the system's list, "" when that has none.
func knownFolder(id *windows.KNOWNFOLDERID) string {
	path, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT|windows.KF_FLAG_DONT_VERIFY)
	if err != nil {
		return ""
	}
	return path
}
