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

func (a Account) defaultConfigFolder() string {
	return cmp.Or(knownFolder(windows.FOLDERID_LocalAppData), a.Getenv("LOCALAPPDATA"), filepath.Join(a.Home, "AppData", "Local"))
}

func (a Account) defaultStateFolder() string { return a.defaultConfigFolder() }

// desktopFolders are those that the system knows: the user may have moved them.
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
