//go:build unix

package journal

import (
	"context"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// owned reports whether the file belongs to the user of this process.
func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// writable reports whether this process may write there.
func writable(path string) bool {
	return unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK, unix.AT_EACCESS) == nil
}

// alone runs change while no other process, and no other goroutine, does the
// same for this folder. The lock is on the folder itself: it leaves no file
// behind and ends with the process.
func alone(ctx context.Context, folder string, change func() error) error {
	dir, err := os.Open(folder)
	if err != nil {
		return ofSystem(err)
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
