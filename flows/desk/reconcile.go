package desk

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
)

// reconcileWork starts the work that is missing and cancels what is no longer
// wanted. It is called after every change. All it remembers is which requests
// were begun, because none is begun twice.
func (d *Desk) reconcileWork() {
	if d.ctx.Err() != nil {
		return
	}
	if d.permanentErr != nil {
		d.cancelSends(false)
		return
	}
	d.recordStatus()
	was := d.sendBlocked
	d.sendBlocked = false
	for again := true; again; {
		again = false
		work := d.journey.Work(d.cfg.Session)
		d.cancelUnwanted(work)
		for _, w := range work {
			if d.startWork(w) {
				again = true // the journey changed: derive the work anew
				break
			}
		}
	}
	if d.sendBlocked && !was {
		d.beginOutage()
		d.addNotice("The journal cannot be written now; nothing more is sent until it can.", true)
	}
}

func (d *Desk) cancelUnwanted(work []flows.Work) {
	wanted, start, ask := map[flows.AttemptNumber]bool{}, false, false
	for _, w := range work {
		switch w := w.(type) {
		case flows.Upload:
			wanted[w.Attempt] = true
		case flows.StartCheck:
			start = true
		case flows.PollStatus:
			ask = true
		}
	}
	for n, s := range d.running {
		if !wanted[n] {
			s.cancel()
		}
	}
	if d.starting != nil && !start {
		d.starting.cancel()
	}
	if !ask {
		d.stopPolling()
	}
}

// startWork does one piece of work; it reports whether the journey changed.
func (d *Desk) startWork(w flows.Work) bool {
	switch w := w.(type) {
	case flows.BeginSend:
		return d.beginSend(w)
	case flows.Upload:
		d.startUpload(w.Attempt)
	case flows.StartCheck:
		d.startCheck(w.N)
	case flows.PollStatus:
		d.startPolling()
	}
	return false
}

// beginSend opens an attempt once the applicant's status is known (nothing is sent
// while a check runs), every answer is recorded, and its time has come.
func (d *Desk) beginSend(w flows.BeginSend) bool {
	if !d.applicantFetched || len(d.pending) > 0 {
		return false
	}
	if wait := w.NotBefore.Sub(d.journalTime()); wait > 0 && d.timers[w] != timerExpired {
		d.startTimer(w, wait)
		return false
	}
	head := d.journey.Head()
	next := flows.AttemptNumber(len(d.journey.Attempts()) + 1)
	err := d.appendEvent(flows.SendStarted{Attempt: next, Slot: w.Slot, RetryOf: w.RetryOf})
	d.sendBlocked = d.sendBlocked || errors.Is(err, ErrNotRecorded)
	return d.journey.Head() != head
}

// timerState is where the pause before an attempt stands. Once it is over the
// attempt may begin, whatever the clock says: a clock that was set back must
// not hold a picture up.
type timerState int

const (
	timerRunning timerState = iota + 1
	timerExpired
)

// startTimer makes the desk look again; one timer per waiting attempt is enough.
func (d *Desk) startTimer(w flows.BeginSend, wait time.Duration) {
	if d.timers[w] == timerRunning {
		return
	}
	d.timers[w] = timerRunning
	d.startGoroutine(func() {
		if sleepContext(d.ctx, wait) == nil {
			d.mail.enqueue(timerFired{w})
		}
	})
}

// sleepContext waits, or ends with the context.
func sleepContext(ctx context.Context, wait time.Duration) error {
	t := time.NewTimer(max(wait, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
