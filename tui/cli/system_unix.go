//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// Flags for opening a file: noWait does not wait for a pipe and takes no controlling
// terminal; noLink follows no link.
const (
	noWait = syscall.O_NONBLOCK | syscall.O_NOCTTY
	noLink = syscall.O_NOFOLLOW
)

// isTrustedOwner reports whether the file belongs to the user of this process or to
// root, who reads everything anyway.
func isTrustedOwner(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}

// isSharedWritable reports whether more than the owner may write to the file.
func isSharedWritable(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }
