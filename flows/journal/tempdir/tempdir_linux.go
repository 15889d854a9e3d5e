package tempdir

import "golang.org/x/sys/unix"

const memoryFolder = "/dev/shm"

// freeBytes is how much may be written there, 0 when that is not known.
func freeBytes(folder string) uint64 {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0
	}
	return stat.Bavail * uint64(stat.Bsize)
}
