//go:build unix && !solaris && !illumos && !aix

package lockedmem

import "golang.org/x/sys/unix"

// mapBytes returns new pages that belong to nothing else, and whether they are locked: the
// limit for that (RLIMIT_MEMLOCK) is small on many systems.
func mapBytes(size int) (bytes []byte, isLocked bool, err error) {
	bytes, err = unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, false, err
	}
	leaveOutOfCore(bytes)
	return bytes, unix.Mlock(bytes) == nil, nil
}

// unmapBytes gives pages back, which unlocks them too.
func unmapBytes(bytes []byte) { _ = unix.Munmap(bytes) }
