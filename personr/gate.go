package personr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// earlyAnswerWait is how long a body that cannot continue waits for the answer that
// explains it: a service that answers 401 and closes makes the next write
// fail, and net/http would report the write and drop the answer.
const earlyAnswerWait = 500 * time.Millisecond

// gate is a request body whose first byte waits for the hold to end, and whose last
// byte, the closing brace, is withheld until release returned nil. Whether either was
// sent is decided here, under a lock, and nowhere else: an error of the network says
// nothing about it, and after an early answer the transport continues to read the body.
type gate struct {
	hold           hold
	body           requestBody
	remaining      int64 // bytes of body not yet read
	release        func(context.Context) error
	checkAdmission func() Cause // asked once more before the last byte

	ctx       context.Context // of the exchange; given to release
	cancel    context.CancelFunc
	onRelease func() // called when the last byte is released

	mu           sync.Mutex
	state        gateState
	begun        bool           // the hold is over: bytes may have been sent
	reason       *withheldError // why it stays shut, if the gate itself decided so
	lastByteSent bool           // the last byte was handed over
	finished     chan struct{}
	connLost     chan struct{}
	closed       chan struct{}
	finishOnce   sync.Once
	loseOnce     sync.Once
	closeOnce    sync.Once
}

type gateState int

const (
	gateHolding gateState = iota
	gateOpen
	gateShut
)

// newGate returns a gate around body. A nil release always agrees.
func newGate(ctx context.Context, body requestBody, release func(context.Context) error) *gate {
	if release == nil {
		release = func(context.Context) error { return nil }
	}
	ctx, cancel := context.WithCancel(ctx)
	return &gate{
		body: body, remaining: body.Size(), release: release,
		ctx: ctx, cancel: cancel, hold: newHold(0, nil),
		checkAdmission: func() Cause { return "" }, onRelease: func() {},
		finished: make(chan struct{}), connLost: make(chan struct{}), closed: make(chan struct{}),
	}
}

// contentLength is the exact length of the request body, in bytes.
func (g *gate) contentLength() int64 { return g.body.Size() + 1 }

// Read runs on the transport's goroutine, where a panic would end the program.
func (g *gate) Read(p []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			n, err = 0, g.shutWithReason(&withheldError{g.panicCause(), errPanicked})
		}
	}()
	switch {
	case len(p) == 0:
		return 0, nil
	case g.lastByteSent:
		return 0, io.EOF
	case g.isShut():
		return 0, g.interruptedError()
	}
	if err := g.begin(); err != nil {
		return 0, err
	}
	if g.remaining > 0 {
		return g.readBody(p[:min(int64(len(p)), g.remaining)])
	}
	if err := g.decideRelease(); err != nil {
		return 0, err
	}
	g.lastByteSent = true
	p[0] = '}'
	return 1, nil
}

func (g *gate) readBody(p []byte) (int, error) {
	n, err := g.body.Read(p)
	g.remaining -= int64(n)
	if err == nil {
		return n, nil
	}
	reason, ok := errors.AsType[*withheldError](err)
	if !ok {
		reason = &withheldError{FileUnreadable, sanitizeError(err)}
	}
	return n, g.shutWithReason(reason)
}

// decideRelease decides about the last byte, in the order of cost: the picture, the
// caller, the token, and last the caller's record, which may take seconds.
func (g *gate) decideRelease() error {
	if err := g.body.Verify(); err != nil {
		return g.shutWithReason(&withheldError{FileChanged, sanitizeError(err)})
	}
	if err := g.ctx.Err(); err != nil {
		return g.applyRelease(err)
	}
	if cause := g.checkAdmission(); cause != "" {
		return g.shutWithReason(&withheldError{cause, errStopped})
	}
	return g.applyRelease(g.release(g.ctx))
}

// applyRelease takes the answer of release. A yes that comes after the exchange ended
// or the caller cancelled is too late: withholding the byte keeps it certain
// that nothing was sent.
func (g *gate) applyRelease(err error) error {
	g.mu.Lock()
	shut := g.state == gateShut
	late := g.ctx.Err()
	if !shut && err == nil && late == nil {
		g.state = gateOpen
		g.mu.Unlock()
		g.onRelease()
		return nil
	}
	g.mu.Unlock()
	switch {
	case shut:
		return g.interruptedError()
	case late != nil:
		return g.shutWithReason(&withheldError{Cancelled, sanitizeError(late)})
	}
	return g.shutWithReason(&withheldError{ReleaseRefused, fmt.Errorf("release the last byte: %w", err)})
}

// shutWithReason shuts the gate for a reason of its own; the first reason stays.
func (g *gate) shutWithReason(reason *withheldError) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state == gateHolding {
		g.state, g.reason = gateShut, reason
	}
	return reason
}

// panicCause says whether a panic in Read came from the file or from release.
func (g *gate) panicCause() Cause {
	if g.remaining > 0 {
		return FileUnreadable
	}
	return ReleaseRefused
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state == gateShut
}

// Shut keeps the last byte for good unless it was released, and reports whether it
// was. A release in progress is cancelled; its answer no longer counts.
func (g *gate) Shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state == gateHolding {
		g.state = gateShut
		g.cancel()
	}
	return g.state == gateOpen
}

// shutOnConnLoss shuts the gate because its connection is gone.
func (g *gate) shutOnConnLoss() {
	g.Shut()
	g.loseOnce.Do(func() { close(g.connLost) })
}

// finishAnswer says that the answer was read, or that there is none.
func (g *gate) finishAnswer() { g.finishOnce.Do(func() { close(g.finished) }) }

// interruptedError ends a body that was shut from outside, but not before the answer
// was read: the error makes the transport close the connection.
func (g *gate) interruptedError() error {
	timer := time.NewTimer(earlyAnswerWait)
	defer timer.Stop()
	select {
	case <-g.finished:
	case <-g.connLost:
	case <-timer.C:
	}
	return &withheldError{Interrupted, errStopped}
}

// Close is called by the transport when it is done with the body.
func (g *gate) Close() error {
	g.closeOnce.Do(func() { close(g.closed) })
	return nil
}

func (g *gate) shutReason() *withheldError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reason
}
