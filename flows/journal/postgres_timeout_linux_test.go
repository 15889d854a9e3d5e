package journal

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAHostThatIsGoneIsNotWaitedForLong(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	requireNoErrors(t, err)
	defer func() { _ = l.Close() }()
	config, err := parseAddress("postgres://a@" + l.Addr().String() + "/b")
	requireNoErrors(t, err)
	conn, err := config.DialFunc(t.Context(), "tcp", l.Addr().String())
	requireNoErrors(t, err)
	defer func() { _ = conn.Close() }()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	requireNoErrors(t, err)
	requireNoErrors(t, raw.Control(func(fd uintptr) {
		limit, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		if got := time.Duration(limit) * time.Millisecond; err != nil || got != tcpUserTimeout {
			t.Errorf("the kernel waits %v, %v; want %v", got, err, tcpUserTimeout)
		}
	}))
}
