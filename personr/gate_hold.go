package personr

import (
	"context"
	"fmt"
	"time"
)

// hold keeps a request back after its connection is open: not one byte of it is sent
// before the hold ends and begin agrees. It ends early with its context only.
type hold struct {
	until time.Time                   // by the monotonic clock; zero: there is no hold
	begin func(context.Context) error // decides, after the hold, whether the first byte may be sent
}

// newHold is a hold of length d from now. A nil begin always agrees.
func newHold(d time.Duration, begin func(context.Context) error) hold {
	if begin == nil {
		begin = func(context.Context) error { return nil }
	}
	return hold{time.Now().Add(max(d, 0)), begin}
}

// wait returns when the hold is over, or with the error of ctx before that.
func (h hold) wait(ctx context.Context) error {
	timer := time.NewTimer(time.Until(h.until))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin lets the request begin, once, after its hold. net/http calls it by
// exchangeWatch.holdHeaders; Read would hold the body back without that. An error
// leaves the request unsent.
func (g *gate) begin() (err error) {
	if g.hasBegun() {
		return nil
	}
	defer func() {
		if recover() != nil {
			err = g.shutWithReason(&withheldError{ReleaseRefused, errPanicked})
		}
	}()
	return g.awaitBegin()
}

func (g *gate) awaitBegin() error {
	late := g.hold.wait(g.ctx)
	switch {
	case g.isShut():
		return g.interruptedError()
	case late != nil:
		return g.shutWithReason(&withheldError{Cancelled, sanitizeError(late)})
	}
	if cause := g.checkAdmission(); cause != "" {
		return g.shutWithReason(&withheldError{cause, errStopped})
	}
	if err := g.hold.begin(g.ctx); err != nil {
		return g.shutWithReason(&withheldError{ReleaseRefused, fmt.Errorf("begin the request: %w", err)})
	}
	return g.markBegun()
}

// markBegun notes that bytes may be sent from now on, unless the gate was shut
// meanwhile.
func (g *gate) markBegun() error {
	g.mu.Lock()
	shut := g.state == gateShut
	g.begun = !shut
	g.mu.Unlock()
	if shut {
		return g.interruptedError()
	}
	return nil
}

// hasBegun reports whether bytes of the request may have been sent.
func (g *gate) hasBegun() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.begun
}
