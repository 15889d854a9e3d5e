package startlist

import (
	"sync"
	"time"
)

// Turns are taken by the sessions of one process that may ask the service after the same
// dossiers: each question costs a part of the rate limit that all customers share. Its methods
// may be called from any goroutine.
type Turns struct {
	mu    sync.Mutex
	last  time.Time      // of the latest turn
	count int            // of the turns so far
	asked map[string]int // the turn in which an applicant was asked after
}

// Turns are those of the sessions of an operator at a service; "" is everybody.
func (l *List) Turns(origin, operator string) *Turns {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := turnsOf{origin, operator}
	if l.turns[of] == nil {
		l.turns[of] = &Turns{asked: map[string]int{}}
	}
	return l.turns[of]
}

type turnsOf struct{ origin, operator string }

// Take takes a turn, unless one was taken within the interval.
func (t *Turns) Take(now time.Time, interval time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count > 0 && now.Sub(t.last) < interval {
		return false
	}
	t.last = now
	t.count++
	return true
}

// Next is the one of these applicants who was asked after longest ago, and notes that this
// is done now; false if there are none.
func (t *Turns) Next(applicants []string) (next string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range applicants {
		if !ok || t.asked[a] < t.asked[next] {
			next, ok = a, true
		}
	}
	if ok {
		t.asked[next] = t.count
	}
	return next, ok
}
