//go:build unix

package filesystem

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// growth is how much a database may have to grow by at once, in bytes: twice the 32 KiB
// by which SQLite extends its shared memory.
const growth = 64 << 10

// IsSizeLimited reports whether this process may not write one of the files, or a new one,
// 64 KiB larger than it is (ulimit -f).
func IsSizeLimited(files ...string) bool {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_FSIZE, &limit) != nil {
		return false
	}
	return limit.Cur < growth || slices.ContainsFunc(files, func(path string) bool {
		info, err := os.Lstat(path)
		return err == nil && limit.Cur < uint64(info.Size())+growth
	})
}
