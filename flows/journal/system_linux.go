package journal

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// setUserTimeout bounds how long the kernel waits for an acknowledgement: without it
// a query to a host that is suddenly gone takes a quarter of an hour. Where it cannot be set, as on a Unix
// socket, nothing is lost.
func setUserTimeout(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(tcpUserTimeout.Milliseconds()))
	})
}
