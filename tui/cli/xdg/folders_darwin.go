package xdg

import "path/filepath"

const (
	homeVariable  = "HOME"
	homeReference = "$HOME"
)

func (a Account) usualConfigFolder() string {
	return filepath.Join(a.Home, "Library", "Application Support")
}

func (a Account) usualStateFolder() string { return a.usualConfigFolder() }

func (a Account) usualUserFolders() map[string]string { return englishFolders(a.Home) }

// desktopFolders are none: macOS has one name for each folder and translates it on the
// screen only.
func (a Account) desktopFolders() map[string]string { return nil }
