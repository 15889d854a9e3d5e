//go:build unix

package inboxfolder

import (
	"io/fs"
	"syscall"
)

// isSticky reports whether a folder is root's and keeps its users from one another.
func isSticky(info fs.FileInfo) bool {
	system, ok := info.Sys().(*syscall.Stat_t)
	return ok && system.Uid == 0 && info.Mode()&fs.ModeSticky != 0
}
