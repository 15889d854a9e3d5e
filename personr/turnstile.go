package personr

import (
	"context"
	"sync"
	"time"
)

// narrowTime is how long sends go one at a time after the service throttled
// one. The limit is counted per minute and shared with the service's other
// customers (Bubble forum, "API rate limiting mechanism").
const narrowTime = 2 * time.Minute

// turnstile admits sends for the token as a whole: none after a refusal of the
// token or a certificate that was not trusted, one at a time for a while after a
// 429.
type turnstile struct {
	now func() time.Time

	mu          sync.Mutex
	refusal     Cause
	narrowUntil time.Time
	running     int
	changed     chan struct{} // closed at each change, then replaced
}

func newTurnstile(now func() time.Time) *turnstile {
	return &turnstile{now: now, changed: make(chan struct{})}
}

// enter waits for admission. It returns an empty cause when admitted, and then
// leave must be called; else Paused or Cancelled.
func (t *turnstile) enter(ctx context.Context) Cause {
	for {
		cause, wait := t.try()
		if wait == nil {
			return cause
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return Cancelled
		}
	}
}

func (t *turnstile) try() (Cause, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.refusal != "":
		return Paused, nil
	case t.running > 0 && t.now().Before(t.narrowUntil):
		return "", t.changed
	}
	t.running++
	return "", nil
}

func (t *turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running--
	t.wake()
}

// note learns from the cause of any answer.
func (t *turnstile) note(cause Cause) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch cause {
	case Unauthorized, Forbidden, TLSUntrusted:
		t.refusal = cause
	case Throttled:
		t.narrowUntil = t.now().Add(narrowTime)
	default:
		return
	}
	t.wake()
}

func (t *turnstile) pausedBy() (Cause, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refusal, t.refusal != ""
}

func (t *turnstile) resume() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusal = ""
	t.wake()
}

// wake is called with the lock held.
func (t *turnstile) wake() {
	close(t.changed)
	t.changed = make(chan struct{})
}
