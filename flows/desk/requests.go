package desk

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"dossier/flows"
)

// activeSend is a request under way. The counters are read when a snapshot is made;
// releaseErr and takenBack belong to the desk's goroutine.
type activeSend struct {
	cancel        context.CancelFunc
	total         int64
	sent          atomic.Int64 // written by the transport's goroutine
	begun         atomic.Bool  // bytes may have been sent; written by the desk's goroutine
	takeBackUntil time.Time
	releaseErr    error // why the desk kept the first or the last byte
	takenBack     bool  // an operator took it back
}

// transfer says how much of an unreleased request may have left. It is asked for on the
// desk's goroutine, which also lets requests begin, so the answer stays true when the
// request is cancelled now.
func (s *activeSend) transfer() flows.Transfer {
	if s.begun.Load() {
		return flows.TransferPart
	}
	return flows.TransferNone
}

// requests are the session's own: those under way, and the numbers of those begun,
// because none is begun twice. They belong to the desk's goroutine.
type requests struct {
	uploads     map[flows.AttemptNumber]*activeSend
	begun       map[flows.AttemptNumber]bool
	checkStart  *activeSend // the start of a check that is under way
	checksBegun int         // the latest check that has had its request
}

// cancelUnreleased cancels what was not released and must not be sent any more.
func (r *requests) cancelUnreleased(j flows.Journey) {
	r.cancelMatching(func(n flows.AttemptNumber) bool { a, _ := j.Attempt(n); return a.ReleasedAt.IsZero() }, j.Check().SentAt.IsZero())
}

func (r *requests) cancelAll() {
	r.cancelMatching(func(flows.AttemptNumber) bool { return true }, true)
}

// cancelUnwanted cancels what is no longer part of the work.
func (r *requests) cancelUnwanted(work []flows.Work) {
	unwanted := func(n flows.AttemptNumber) bool { return !slices.Contains(work, flows.Work(flows.Upload{Attempt: n})) }
	r.cancelMatching(unwanted, !hasWork[flows.StartCheck](work))
}

// cancelMatching cancels the uploads that match and, if start is set, the start of a
// check.
func (r *requests) cancelMatching(matches func(flows.AttemptNumber) bool, start bool) {
	for n, s := range r.uploads {
		if matches(n) {
			s.cancel()
		}
	}
	if r.checkStart != nil && start {
		r.checkStart.cancel()
	}
}
