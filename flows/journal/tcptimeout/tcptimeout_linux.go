// Package tcptimeout bounds how long a connection waits for a host that is suddenly gone.
package tcptimeout

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Control returns a net.Dialer's Control that bounds how long the kernel waits for an
// acknowledgement: without it a query to a host that is suddenly gone takes a quarter of an
// hour. Where it cannot be set, as on a Unix socket, nothing is lost.
func Control(limit time.Duration) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(limit.Milliseconds()))
		})
	}
}
