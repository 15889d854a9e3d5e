//go:build linux || darwin

package personr

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// keepUnsentLow asks the kernel to take little more than it can send. Without
// it a typical picture disappears into the send buffer at once, and progress
// would show it as sent. It is a wish: where it is not granted, progress runs
// ahead and nothing else changes.
func keepUnsentLow(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, 128<<10)
	})
}
