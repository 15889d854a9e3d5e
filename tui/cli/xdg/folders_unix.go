//go:build !darwin && !windows

package xdg

import "path/filepath"

const (
	homeVariable  = "HOME"
	homeReference = "$HOME"
)

func (a Account) usualConfigFolder() string { return filepath.Join(a.Home, ".config") }

func (a Account) usualStateFolder() string { return filepath.Join(a.Home, ".local", "state") }

func (a Account) usualUserFolders() map[string]string { return englishFolders(a.Home) }
