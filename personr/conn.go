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

// piece is how many bytes must be taken within the write limit: small enough
// that a slow line is not mistaken for a dead one.
const piece = 16 << 10

// line is the one connection of an exchange. It tells the gate when it is
// closed, which the transport does at once when reading fails, gives each piece
// of a write its own deadline, and lets a failed write wait for the answer that
// explains it.
type line struct {
	net.Conn
	limit time.Duration
	lost  func()

	mu       sync.Mutex
	deadline time.Time // asked for by TLS when it says goodbye
	once     sync.Once
	closed   chan struct{}
}

func newLine(conn net.Conn, limit time.Duration, lost func()) *line {
	return &line{Conn: conn, limit: limit, lost: lost, closed: make(chan struct{})}
}

func (l *line) Write(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		_ = l.Conn.SetWriteDeadline(l.until())
		n, err := l.Conn.Write(p[total:min(len(p), total+piece)])
		total += n
		if err != nil {
			l.awaitAnswer()
			return total, err
		}
	}
	return total, nil
}

// awaitAnswer does not wait for TLS saying goodbye: nobody reads any more.
func (l *line) awaitAnswer() {
	if l.leaving() {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-l.closed:
	case <-timer.C:
	}
}

// until is the deadline of the next piece.
func (l *line) until() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	soon := time.Now().Add(l.limit)
	if !l.deadline.IsZero() && l.deadline.Before(soon) {
		return l.deadline
	}
	return soon
}

func (l *line) leaving() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.deadline.IsZero()
}

func (l *line) SetWriteDeadline(t time.Time) error {
	l.mu.Lock()
	l.deadline = t
	l.mu.Unlock()
	return l.Conn.SetWriteDeadline(t)
}

func (l *line) Close() error {
	l.once.Do(func() { close(l.closed) })
	l.lost()
	return l.Conn.Close()
}

// dialer connects. A client that speaks plain http checks the address that the
// name led to, not the name.
func (c *Client) dialer() *net.Dialer {
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
