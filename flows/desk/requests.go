package desk

import (
	"context"
	"sync/atomic"
	"time"

	"dossier/flows"
)

// activeSend is a request under way. The counter is written by the transport's
// goroutine and read when a snapshot is made; releaseErr belongs to the desk's.
type activeSend struct {
	cancel        context.CancelFunc
	total         int64
	sent          atomic.Int64
	takeBackUntil time.Time
	releaseErr    error // why the desk kept the last byte
}

// requests are the session's own: those under way, and which were begun, because
// none is begun twice. They belong to the desk's goroutine.
type requests struct {
	uploads     map[flows.AttemptNumber]*activeSend
	begun       map[flows.AttemptNumber]bool
	checkStart  *activeSend // the start of a check that is under way
	checksBegun int         // the latest check that has had its request
}

// cancelUnreleased cancels what may not leave any more and has not.
func (r *requests) cancelUnreleased(j flows.Journey) {
	for n, s := range r.uploads {
		if a, _ := j.Attempt(n); a.ReleasedAt.IsZero() {
			s.cancel()
		}
	}
	if r.checkStart != nil && j.Check().SentAt.IsZero() {
		r.checkStart.cancel()
	}
}

func (r *requests) cancelAll() {
	for _, s := range r.uploads {
		s.cancel()
	}
	if r.checkStart != nil {
		r.checkStart.cancel()
	}
}

// cancelUnwanted cancels what is no longer part of the work.
func (r *requests) cancelUnwanted(work []flows.Work) {
	wanted, start := map[flows.AttemptNumber]bool{}, false
	for _, w := range work {
		switch w := w.(type) {
		case flows.Upload:
			wanted[w.Attempt] = true
		case flows.StartCheck:
			start = true
		}
	}
	for n, s := range r.uploads {
		if !wanted[n] {
			s.cancel()
		}
	}
	if r.checkStart != nil && !start {
		r.checkStart.cancel()
	}
}
