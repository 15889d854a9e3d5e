package xdg

import "path/filepath"

const (
	homeVariable  = "HOME"
	homeReference = "$HOME"
)

func (a Account) defaultConfigFolder() string {
	return filepath.Join(a.Home, "Library", "Application Support")
}

func (a Account) defaultStateFolder() string { return a.defaultConfigFolder() }

// desktopFolders is empty: macOS has one name for each folder, and translates it on the
// screen only.
func (a Account) desktopFolders() map[string]string { return nil }
