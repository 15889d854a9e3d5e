package e2e

import (
	"context"
	mathrand "math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// What a bad line is: 300 ms for a round trip, and 5 % of the segments are lost. TCP sends a
// lost one again after a while, and hands over nothing of what came after it until then.
const (
	oneWay         = 150 * time.Millisecond
	lostPerHundred = 5
	leastResend    = 200 * time.Millisecond
	mostResend     = time.Second
	segmentSize    = 1460 // bytes
	inFlight       = 64   // segments in one direction: the window of a slow line
)

// badLine passes TCP connections on to a port of this computer, over a bad line.
type badLine struct {
	port   string
	mu     sync.Mutex
	random *mathrand.Rand
	ctx    context.Context // of the connections that are open
	cut    context.CancelFunc
	passed int // bytes that came to the port
}

// newBadLine draws what it loses from a seed.
func newBadLine(t *testing.T, to string, seed uint64) *badLine {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	l := &badLine{port: port, random: mathrand.New(mathrand.NewPCG(seed, 1))}
	l.ctx, l.cut = context.WithCancel(context.Background())
	t.Cleanup(func() { _ = listener.Close(); l.end() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", "127.0.0.1:"+to)
			if err != nil {
				_ = near.Close()
				continue
			}
			l.join(near, far)
		}
	}()
	return l
}

// end cuts every connection; later ones are whole again.
func (l *badLine) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut()
	l.ctx, l.cut = context.WithCancel(context.Background())
}

// join passes bytes on in both directions until one ends, or the line is cut.
func (l *badLine) join(near, far net.Conn) {
	l.mu.Lock()
	ctx := l.ctx
	l.mu.Unlock()
	ctx, over := context.WithCancel(ctx)
	context.AfterFunc(ctx, func() { _ = near.Close(); _ = far.Close() })
	go func() { defer over(); l.carry(ctx, near, far, true) }()
	go func() { defer over(); l.carry(ctx, far, near, false) }()
}

// lineSegment is a part of what a connection carries, and when it comes to the other end.
type lineSegment struct {
	bytes []byte
	due   time.Time
}

// carry passes on what comes from one end, in order.
func (l *badLine) carry(ctx context.Context, from, to net.Conn, isCounted bool) {
	segments := make(chan lineSegment, inFlight)
	go func() {
		defer close(segments)
		for last := (time.Time{}); ; {
			bytes := make([]byte, segmentSize)
			n, err := from.Read(bytes)
			if err != nil {
				return
			}
			if due := time.Now().Add(l.delay()); due.After(last) {
				last = due
			}
			select {
			case segments <- lineSegment{bytes[:n], last}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for s := range segments {
		select {
		case <-time.After(time.Until(s.due)):
		case <-ctx.Done():
			return
		}
		if _, err := to.Write(s.bytes); err != nil {
			return
		}
		if isCounted {
			l.mu.Lock()
			l.passed += len(s.bytes)
			l.mu.Unlock()
		}
	}
}

// delay is how long the next segment takes.
func (l *badLine) delay() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.random.IntN(100) >= lostPerHundred {
		return oneWay
	}
	return oneWay + leastResend + time.Duration(l.random.Int64N(int64(mostResend-leastResend)))
}

// passedBytes is how many bytes came to the port.
func (l *badLine) passedBytes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.passed
}
