package desk

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
)

// reconcile starts the work that is missing and cancels what is no longer
// wanted. It is called after every change. All it remembers is which requests
// were begun, because none is begun twice.
func (d *Desk) reconcile() {
	if d.ctx.Err() != nil {
		return
	}
	if d.fault != nil {
		d.callBack(false)
		return
	}
	d.journalStatus()
	was := d.stuck
	d.stuck = false
	for again := true; again; {
		again = false
		work := d.journey.Work(d.cfg.Session)
		d.cancelUnwanted(work)
		for _, w := range work {
			if d.start(w) {
				again = true // the journey changed: derive the work anew
				break
			}
		}
	}
	if d.stuck && !was {
		d.lose()
		d.notice("The journal can not be written just now; nothing more is sent until it can.", true)
	}
}

func (d *Desk) cancelUnwanted(work []flows.Work) {
	wanted, start, ask := map[flows.Attempt]bool{}, false, false
	for _, w := range work {
		switch w := w.(type) {
		case flows.Upload:
			wanted[w.Attempt] = true
		case flows.StartCheck:
			start = true
		case flows.AskStatus:
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

// start does one piece of work; it reports whether the journey changed.
func (d *Desk) start(w flows.Work) bool {
	switch w := w.(type) {
	case flows.Begin:
		return d.begin(w)
	case flows.Upload:
		d.upload(w.Attempt)
	case flows.StartCheck:
		d.startCheck(w.N)
	case flows.AskStatus:
		d.poll()
	}
	return false
}

// begin opens an attempt once the applicant's status is known (nothing is sent
// while a check runs), every answer is recorded, and its time has come.
func (d *Desk) begin(w flows.Begin) bool {
	if !d.greeted || len(d.pending) > 0 {
		return false
	}
	if wait := w.NotBefore.Sub(d.now()); wait > 0 && d.timers[w] != timerOver {
		d.wakeAfter(w, wait)
		return false
	}
	head := d.journey.Head()
	next := flows.Attempt(len(d.journey.Attempts()) + 1)
	err := d.append(flows.SendStarted{Attempt: next, Slot: w.Slot, RetryOf: w.RetryOf})
	d.stuck = d.stuck || errors.Is(err, ErrNotRecorded)
	return d.journey.Head() != head
}

// timer is where the pause before an attempt stands. Once it is over the
// attempt may begin, whatever the clock says: a clock that was set back must
// not hold a picture up.
type timer int

const (
	timerRuns timer = iota + 1
	timerOver
)

// wakeAfter makes the desk look again; one timer per waiting attempt is enough.
func (d *Desk) wakeAfter(w flows.Begin, wait time.Duration) {
	if d.timers[w] == timerRuns {
		return
	}
	d.timers[w] = timerRuns
	d.launch(func() {
		if pause(d.ctx, wait) == nil {
			d.mail.put(wake{w})
		}
	})
}

// pause waits, or ends with the context.
func pause(ctx context.Context, wait time.Duration) error {
	t := time.NewTimer(max(wait, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
