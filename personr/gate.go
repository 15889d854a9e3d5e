package personr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// patience is how long a body that cannot go on waits for the answer that
// explains it: a service that answers 401 and closes makes the next write
// fail, and net/http would report the write and drop the answer.
const patience = 500 * time.Millisecond

// gate is a request body whose last byte, the closing brace, is withheld until
// release returned nil. Whether the byte left is decided here, under a lock,
// and nowhere else: an error of the network says nothing about it, and after
// an early answer the transport goes on reading the body.
type gate struct {
	body     payload
	left     int64 // bytes of body not yet read
	release  func(context.Context) error
	admitted func() Cause // asked once more before the last byte

	ctx    context.Context // of the exchange; given to release
	cancel context.CancelFunc
	opened func() // called when the last byte leaves

	mu        sync.Mutex
	state     gateState
	reason    *withheld // why it stays shut, if the gate itself decided so
	done      bool      // the last byte was handed over
	finished  chan struct{}
	lost      chan struct{}
	closed    chan struct{}
	finishOne sync.Once
	loseOne   sync.Once
	closeOne  sync.Once
}

type gateState int

const (
	gateHolding gateState = iota
	gateOpen
	gateShut
)

// newGate returns a gate around body. A nil release always agrees.
func newGate(ctx context.Context, body payload, release func(context.Context) error) *gate {
	if release == nil {
		release = func(context.Context) error { return nil }
	}
	ctx, cancel := context.WithCancel(ctx)
	return &gate{
		body: body, left: body.Size(), release: release,
		ctx: ctx, cancel: cancel,
		admitted: func() Cause { return "" }, opened: func() {},
		finished: make(chan struct{}), lost: make(chan struct{}), closed: make(chan struct{}),
	}
}

// size is the exact length of the request body, in bytes.
func (g *gate) size() int64 { return g.body.Size() + 1 }

// Read runs on the transport's goroutine, where a panic would end the program.
func (g *gate) Read(p []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			n, err = 0, g.refuse(&withheld{g.blame(), errPanicked})
		}
	}()
	switch {
	case len(p) == 0:
		return 0, nil
	case g.done:
		return 0, io.EOF
	case g.isShut():
		return 0, g.explain()
	case g.left > 0:
		return g.readBody(p[:min(int64(len(p)), g.left)])
	}
	if err := g.open(); err != nil {
		return 0, err
	}
	g.done = true
	p[0] = '}'
	return 1, nil
}

func (g *gate) readBody(p []byte) (int, error) {
	n, err := g.body.Read(p)
	g.left -= int64(n)
	if err == nil {
		return n, nil
	}
	reason, ok := errors.AsType[*withheld](err)
	if !ok {
		reason = &withheld{FileUnreadable, plain(err)}
	}
	return n, g.refuse(reason)
}

// open decides about the last byte, in the order of cost: the picture, the
// caller, the token, and last the caller's record, which may take seconds.
func (g *gate) open() error {
	if err := g.body.Verify(); err != nil {
		return g.refuse(&withheld{FileChanged, plain(err)})
	}
	if err := g.ctx.Err(); err != nil {
		return g.settle(err)
	}
	if cause := g.admitted(); cause != "" {
		return g.refuse(&withheld{cause, errStopped})
	}
	return g.settle(g.release(g.ctx))
}

// settle takes the answer of release. A yes that comes after the exchange ended
// or the caller cancelled is too late: withholding the byte keeps it certain
// that nothing was sent.
func (g *gate) settle(err error) error {
	g.mu.Lock()
	shut := g.state == gateShut
	late := g.ctx.Err()
	if !shut && err == nil && late == nil {
		g.state = gateOpen
		g.mu.Unlock()
		g.opened()
		return nil
	}
	g.mu.Unlock()
	switch {
	case shut:
		return g.explain()
	case late != nil:
		return g.refuse(&withheld{Cancelled, plain(late)})
	}
	return g.refuse(&withheld{ReleaseRefused, fmt.Errorf("release the last byte: %w", err)})
}

// refuse shuts the gate for a reason of its own; the first reason stays.
func (g *gate) refuse(reason *withheld) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state == gateHolding {
		g.state, g.reason = gateShut, reason
	}
	return reason
}

// blame names whom a panic in Read belongs to.
func (g *gate) blame() Cause {
	if g.left > 0 {
		return FileUnreadable
	}
	return ReleaseRefused
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state == gateShut
}

// Shut keeps the last byte for good unless it has left, and reports whether it
// has. A release in progress is cancelled; its answer no longer counts.
func (g *gate) Shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state == gateHolding {
		g.state = gateShut
		g.cancel()
	}
	return g.state == gateOpen
}

// lose shuts the gate because its connection is gone.
func (g *gate) lose() {
	g.Shut()
	g.loseOne.Do(func() { close(g.lost) })
}

// finish says that the answer was read, or that there is none.
func (g *gate) finish() { g.finishOne.Do(func() { close(g.finished) }) }

// explain ends a body that was shut from outside, but not before the answer
// was read: the error makes the transport close the connection.
func (g *gate) explain() error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-g.finished:
	case <-g.lost:
	case <-timer.C:
	}
	return &withheld{Interrupted, errStopped}
}

// Close is called by the transport when it is done with the body.
func (g *gate) Close() error {
	g.closeOne.Do(func() { close(g.closed) })
	return nil
}

func (g *gate) why() *withheld {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reason
}
