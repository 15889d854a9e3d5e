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
// of a write its own deadline and all of them one limit, and lets a failed write wait for the answer that
// explains it.
type exchangeConn struct {
	net.Conn
	writeTimeout time.Duration
	sendLeft     time.Duration // how long writes may still wait in all; of the writing goroutine
	onClose      func()
	hasRequest   func() bool // a request began, so an answer may come; nil: yes

	mu       sync.Mutex
	deadline time.Time // set by TLS for its closing message
	once     sync.Once
	closed   chan struct{}
}

func newExchangeConn(conn net.Conn, limits Timeouts, lost func()) *exchangeConn {
	return &exchangeConn{Conn: conn, writeTimeout: limits.Write, sendLeft: limits.Send, onClose: lost, closed: make(chan struct{})}
}

func (e *exchangeConn) Write(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		start := time.Now()
		_ = e.Conn.SetWriteDeadline(e.pieceDeadline(start))
		n, err := e.Conn.Write(p[total:min(len(p), total+pieceSize)])
		total += n
		e.sendLeft -= time.Since(start)
		if err != nil {
			e.awaitAnswer()
			return total, err
		}
	}
	return total, nil
}

// awaitAnswer does not wait while the connection is set up, nor while TLS sends its
// closing message: no answer is read then.
func (e *exchangeConn) awaitAnswer() {
	if e.isClosing() || e.hasRequest != nil && !e.hasRequest() {
		return
	}
	timer := time.NewTimer(earlyAnswerWait)
	defer timer.Stop()
	select {
	case <-e.closed:
	case <-timer.C:
	}
}

// pieceDeadline is the deadline of the next piece. Only the network's time counts
// towards the limit of the whole: the body may wait for its caller as long as it likes.
func (e *exchangeConn) pieceDeadline(now time.Time) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	soon := now.Add(min(e.writeTimeout, e.sendLeft))
	if !e.deadline.IsZero() && e.deadline.Before(soon) {
		return e.deadline
	}
	return soon
}

func (e *exchangeConn) isClosing() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.deadline.IsZero()
}

func (e *exchangeConn) SetWriteDeadline(t time.Time) error {
	e.mu.Lock()
	e.deadline = t
	e.mu.Unlock()
	return e.Conn.SetWriteDeadline(t)
}

func (e *exchangeConn) Close() error {
	e.once.Do(func() { close(e.closed) })
	e.onClose()
	return e.Conn.Close()
}

// newDialer connects. A client that speaks plain http checks the address that the
// name led to, not the name.
func (c *Client) newDialer() *net.Dialer {
	return &net.Dialer{
		Timeout:  c.timeouts.Dial,
		Resolver: c.resolver,
		ControlContext: func(_ context.Context, _, address string, raw syscall.RawConn) error {
			if target, err := netip.ParseAddrPort(address); c.Insecure() && (err != nil || !target.Addr().Unmap().IsLoopback()) {
				return errNotLoopback
			}
			keepUnsentLow(raw)
			return nil
		},
	}
}
