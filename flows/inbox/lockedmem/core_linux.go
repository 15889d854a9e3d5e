package lockedmem

import "golang.org/x/sys/unix"

// leaveOutOfCore keeps pages out of core files. A kernel that cannot do it leaves the
// rest to LimitCORE=0.
func leaveOutOfCore(bytes []byte) { _ = unix.Madvise(bytes, unix.MADV_DONTDUMP) }
