package personr

import (
	"cmp"
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
// release must be called; else Cancelled, or Paused and what had paused sending.
func (r *rateLimiter) acquire(ctx context.Context) (cause, pausedBy Cause) {
	for {
		pausedBy, wait := r.tryAcquire()
		switch {
		case pausedBy != "":
			return Paused, pausedBy
		case wait == nil:
			return "", ""
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return Cancelled, ""
		}
	}
}

// tryAcquire returns the cause of a pause, or a channel to wait on, or neither when
// admitted.
func (r *rateLimiter) tryAcquire() (pausedBy Cause, wait <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.refusal != "":
		return r.refusal, nil
	case r.running > 0 && r.now().Before(r.serialUntil):
		return "", r.changed
	}
	r.running++
	return "", nil
}

func (r *rateLimiter) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running--
	r.notifyWaiters()
}

// noteCause learns from the cause of any answer. The first cause of a pause stays until
// sending is resumed.
func (r *rateLimiter) noteCause(cause Cause) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch cause {
	case Unauthorized, Forbidden, TLSUntrusted, TLSExpired, TLSNotYetValid, TLSWrongName:
		r.refusal = cmp.Or(r.refusal, cause)
	case Throttled:
		r.serialUntil = r.now().Add(serialPeriod)
	default:
		return
	}
	r.notifyWaiters()
}

func (r *rateLimiter) pauseCause() (Cause, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refusal, r.refusal != ""
}

func (r *rateLimiter) resumeSending() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refusal = ""
	r.notifyWaiters()
}

// notifyWaiters is called with the lock held.
func (r *rateLimiter) notifyWaiters() {
	close(r.changed)
	r.changed = make(chan struct{})
}
