//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// Flags of opening a file: a pipe is not waited for and no terminal becomes
// ours; a link is not followed.
const (
	noWait = syscall.O_NONBLOCK | syscall.O_NOCTTY
	noLink = syscall.O_NOFOLLOW
)

// trusted reports whether the file belongs to the user of this process or to
// root, who reads everything anyway.
func trusted(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}

// othersWrite reports whether more than the owner may write to the file.
func othersWrite(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }
