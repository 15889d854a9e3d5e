package personr

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

var errNotLoopback = errors.New("plain http is for this machine only, and the name led elsewhere")

// pieceSize is how many bytes must be written within the write limit: small
// enough that a slow connection is not mistaken for a dead one.
const pieceSize = 16 << 10

// exchangeConn is the one connection of an exchange. It notifies the gate when it is
// closed, which the transport does at once when reading fails, gives each piece
// of a write its own deadline, and lets a failed write wait for the answer that
// explains it.
type exchangeConn struct {
	net.Conn
	writeTimeout time.Duration
	onClose      func()

	mu       sync.Mutex
	deadline time.Time // set by TLS for its closing message
	once     sync.Once
	closed   chan struct{}
}

func newExchangeConn(conn net.Conn, limit time.Duration, lost func()) *exchangeConn {
	return &exchangeConn{Conn: conn, writeTimeout: limit, onClose: lost, closed: make(chan struct{})}
}

func (l *exchangeConn) Write(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		_ = l.Conn.SetWriteDeadline(l.pieceDeadline())
		n, err := l.Conn.Write(p[total:min(len(p), total+pieceSize)])
		total += n
		if err != nil {
			l.awaitAnswer()
			return total, err
		}
	}
	return total, nil
}

// awaitAnswer does not wait while TLS sends its closing message: no answer is read any
// more.
func (l *exchangeConn) awaitAnswer() {
	if l.isClosing() {
		return
	}
	timer := time.NewTimer(earlyAnswerWait)
	defer timer.Stop()
	select {
	case <-l.closed:
	case <-timer.C:
	}
}

// pieceDeadline is the deadline of the next piece.
func (l *exchangeConn) pieceDeadline() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	soon := time.Now().Add(l.writeTimeout)
	if !l.deadline.IsZero() && l.deadline.Before(soon) {
		return l.deadline
	}
	return soon
}

func (l *exchangeConn) isClosing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.deadline.IsZero()
}

func (l *exchangeConn) SetWriteDeadline(t time.Time) error {
	l.mu.Lock()
	l.deadline = t
	l.mu.Unlock()
	return l.Conn.SetWriteDeadline(t)
}

func (l *exchangeConn) Close() error {
	l.once.Do(func() { close(l.closed) })
	l.onClose()
	return l.Conn.Close()
}

// newDialer connects. A client that speaks plain http checks the address that the
// name led to, not the name.
func (c *Client) newDialer() *net.Dialer {
	return &net.Dialer{
		Timeout: c.timeouts.Dial,
		ControlContext: func(_ context.Context, _, address string, raw syscall.RawConn) error {
			if target, err := netip.ParseAddrPort(address); c.Insecure() && (err != nil || !target.Addr().Unmap().IsLoopback()) {
				return errNotLoopback
			}
			keepUnsentLow(raw)
			return nil
		},
	}
}
