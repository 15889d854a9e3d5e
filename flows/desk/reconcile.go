package desk

import (
	"errors"
	"slices"

	"dossier/flows"
)

// reconcileWork starts the work that is missing and cancels what is no longer
// wanted. It is called after every change.
func (d *Desk) reconcileWork() {
	if d.ctx.Err() != nil {
		return
	}
	if d.recorder.permanentErr != nil {
		d.requests.cancelUnreleased(d.recorder.journey)
		d.poller.stop()
		return
	}
	d.recordStatus()
	blocked := false
	for changed := true; changed; { // the journey changed: derive the work again
		var err error
		changed, err = d.startMissingWork()
		blocked = blocked || errors.Is(err, ErrNotRecorded)
	}
	d.recorder.noteSendsBlocked(blocked)
}

// startMissingWork derives the work once and starts it, as far as the journey stays the
// same. The error is the journal's.
func (d *Desk) startMissingWork() (changed bool, err error) {
	work := d.recorder.journey.Work(d.cfg.Session)
	d.requests.cancelUnwanted(work)
	if !hasWork[flows.PollStatus](work) {
		d.poller.stop()
	}
	for _, w := range work {
		changed, failure := d.startWork(w)
		if err = errors.Join(err, failure); changed {
			return true, err
		}
	}
	return false, err
}

// hasWork reports whether work of the kind W is in the list.
func hasWork[W flows.Work](work []flows.Work) bool {
	return slices.ContainsFunc(work, func(w flows.Work) bool { _, is := w.(W); return is })
}

// startWork does one piece of work; it reports whether that changed the journey.
func (d *Desk) startWork(w flows.Work) (changed bool, err error) {
	switch w := w.(type) {
	case flows.BeginSend:
		return d.beginSend(w)
	case flows.Upload:
		d.startUpload(w.Attempt)
	case flows.StartCheck:
		d.startCheck(w.N)
	case flows.PollStatus:
		d.poller.start()
	}
	return false, nil
}

// beginSend opens an attempt once the applicant's status is known (nothing is sent
// while a check runs), every answer is recorded, and its time has come.
func (d *Desk) beginSend(w flows.BeginSend) (changed bool, err error) {
	if !d.applicantFetched || len(d.recorder.pending) > 0 {
		return false, nil
	}
	if wait := w.NotBefore.Sub(d.recorder.journalTime()); wait > 0 && !d.timers.expired[w] {
		d.timers.startTimer(w, wait)
		return false, nil
	}
	head := d.recorder.journey.Head()
	next := flows.AttemptNumber(len(d.recorder.journey.Attempts()) + 1)
	err = d.recorder.appendEvent(d.cfg.NewID(), flows.SendStarted{Attempt: next, Slot: w.Slot, RetryOf: w.RetryOf})
	return d.recorder.journey.Head() != head, err
}
