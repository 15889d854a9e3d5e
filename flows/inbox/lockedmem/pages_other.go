//go:build !unix || solaris || illumos || aix

package lockedmem

// mapBytes takes the memory from Go's heap, where nothing can be locked.
func mapBytes(size int) (bytes []byte, isLocked bool, err error) {
	return make([]byte, size), false, nil
}

func unmapBytes([]byte) {}
