//go:build !darwin && !windows

package xdg

import "path/filepath"

const (
	homeVariable  = "HOME"
	homeReference = "$HOME"
)

func (a Account) defaultConfigFolder() string { return filepath.Join(a.Home, ".config") }

func (a Account) defaultStateFolder() string { return filepath.Join(a.Home, ".local", "state") }
