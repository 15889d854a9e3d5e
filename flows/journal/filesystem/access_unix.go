//go:build unix

package filesystem

import (
	"context"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"dossier/flows/safefile"
)

// IsOwned reports whether the file belongs to the user of this process.
func IsOwned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// IsWritable reports whether this process may write there.
func IsWritable(path string) bool {
	return unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK, unix.AT_EACCESS) == nil
}

// WithFolderLock runs change while no other process, and no other goroutine, does the
// same for this folder. The lock is on the folder itself: it leaves no file and ends with the process.
// The error is change's, that of ctx, or a *fs.PathError of the folder.
func WithFolderLock(ctx context.Context, folder string, change func() error) error {
	dir, err := safefile.OpenFolder(folder)
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	for syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return change()
}
