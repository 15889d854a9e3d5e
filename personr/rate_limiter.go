package personr

import (
	"context"
	"sync"
	"time"
)

// serialPeriod is how long sends go one at a time after the service throttled
// one. The limit is counted per minute and shared with the service's other
// customers (Bubble forum, "API rate limiting mechanism").
const serialPeriod = 2 * time.Minute

// rateLimiter admits sends for the token as a whole: none after a refusal of the
// token or a certificate that was not trusted, one at a time for a while after a
// 429.
type rateLimiter struct {
	now func() time.Time

	mu          sync.Mutex
	refusal     Cause
	serialUntil time.Time
	running     int
	changed     chan struct{} // closed at each change, then replaced
}

func newRateLimiter(now func() time.Time) *rateLimiter {
	return &rateLimiter{now: now, changed: make(chan struct{})}
}

// acquire waits for admission. It returns an empty cause when admitted, and then
// release must be called; else Paused or Cancelled.
func (t *rateLimiter) acquire(ctx context.Context) Cause {
	for {
		cause, wait := t.tryAcquire()
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

func (t *rateLimiter) tryAcquire() (Cause, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.refusal != "":
		return Paused, nil
	case t.running > 0 && t.now().Before(t.serialUntil):
		return "", t.changed
	}
	t.running++
	return "", nil
}

func (t *rateLimiter) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running--
	t.notifyWaiters()
}

// noteCause learns from the cause of any answer.
func (t *rateLimiter) noteCause(cause Cause) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch cause {
	case Unauthorized, Forbidden, TLSUntrusted:
		t.refusal = cause
	case Throttled:
		t.serialUntil = t.now().Add(serialPeriod)
	default:
		return
	}
	t.notifyWaiters()
}

func (t *rateLimiter) pauseCause() (Cause, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refusal, t.refusal != ""
}

func (t *rateLimiter) resumeSending() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusal = ""
	t.notifyWaiters()
}

// notifyWaiters is called with the lock held.
func (t *rateLimiter) notifyWaiters() {
	close(t.changed)
	t.changed = make(chan struct{})
}
