package journal

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// setUserTimeout bounds how long the kernel waits for a host that took something
// and does not say so: without it a question to a host that is gone without a
// word takes a quarter of an hour. Where it can not be set, as on a Unix
// socket, nothing is lost.
func setUserTimeout(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(tcpUserTimeout.Milliseconds()))
	})
}
