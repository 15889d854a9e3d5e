package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
)

// runLoop is the desk's one goroutine.
func (d *Desk) runLoop() {
	defer close(d.done)
	d.reconcileWork()
	retry := time.NewTicker(time.Second)
	defer retry.Stop()
	for {
		d.publishSnapshot()
		select {
		case <-d.ctx.Done():
			d.drain()
			return
		case <-d.mail.signal:
			for _, m := range d.mail.takeAll() {
				d.handleMessage(m)
			}
		case <-retry.C:
			d.retryJournal()
		}
		d.reconcileWork()
		d.endOutage()
	}
}

// retryJournal tries once more what the journal did not do.
func (d *Desk) retryJournal() {
	if d.readFailed {
		d.syncJournal()
	}
	d.appendPending()
	d.retryPostponed()
}

// closeTimeout is how long a released request may still wait for its answer when the
// desk closes.
const closeTimeout = 2 * time.Second

// drain calls back what has not been released and records what still comes in.
func (d *Desk) drain() {
	d.cancelSends(false)
	ended := make(chan struct{})
	go func() { d.work.Wait(); close(ended) }()
	late := time.NewTimer(closeTimeout)
	defer late.Stop()
	for open := true; open; {
		select {
		case <-d.mail.signal:
		case <-late.C:
			d.cancelSends(true)
		case <-ended:
			open = false
		}
		for _, m := range d.mail.takeAll() {
			d.handleMessage(m)
		}
	}
	d.appendPending()
	d.removePresence()
	d.unpinPictures()
	d.publishSnapshot()
	d.view.markEnded()
}

// cancelSends cancels requests: the unreleased ones, or all.
func (d *Desk) cancelSends(all bool) {
	for n, s := range d.running {
		if a, _ := d.journey.Attempt(n); all || a.ReleasedAt.IsZero() {
			s.cancel()
		}
	}
	if d.starting != nil && (all || d.journey.Check().SentAt.IsZero()) {
		d.starting.cancel()
	}
}

func (d *Desk) handleMessage(m message) {
	switch m := m.(type) {
	case postRequest:
		d.recordPost(m)
	case takeBackRequest:
		d.takeBackLatest()
	case releaseRequest:
		m.send.releaseErr = d.authorizeRelease(m.event)
		m.reply <- m.send.releaseErr
	case uploadDone:
		d.finishUpload(m)
	case checkStartDone:
		d.finishCheckStart(m)
	case statusReply:
		d.handleStatus(m)
	case fetchDone:
		d.applicantFetched = true
	case journalChanged:
		d.syncJournal()
	case timerFired:
		d.timers[m.begin] = timerExpired
	}
}

// recordPost appends what a person posted. The first refusal drops the rest: they
// were chosen for a state that did not come.
func (d *Desk) recordPost(p postRequest) { d.recordPostWithID(d.cfg.NewID(), p) }

// recordPostWithID is take; the first event has an ID already.
func (d *Desk) recordPostWithID(id string, p postRequest) {
	err := d.stopError()
	for i, e := range p.events {
		if err != nil {
			break
		}
		if err = d.prepareEvent(e); err == nil {
			err = d.appendEventWithID(id, e)
		}
		switch {
		case err == nil:
			d.noteConsent(e)
			d.resumeClient(e)
		case !errors.Is(err, ErrNotRecorded):
		case p.reply != nil:
			d.postponePost(&postponedPost{postRequest: postRequest{p.events[i:], p.reply, p.ctx}, id: id})
			return
		case errors.Is(err, ErrMaybeRecorded):
			d.markUncertain(id)
		}
		id = d.cfg.NewID()
	}
	if p.reply != nil {
		d.publishSnapshot() // who asked must see what was done
		p.reply <- err
		return
	}
	if err != nil {
		d.addNotice(refusalText(err, d.journey), true)
	}
}

// resumeClient ends a pause that a refused token began, because a person asked for a
// send: a new token may lie in its place, and if not, one refusal pauses again.
func (d *Desk) resumeClient(e flows.Event) {
	switch e.(type) {
	case flows.FileChosen, flows.CheckConfirmed:
		if d.cfg.Resume != nil {
			d.cfg.Resume()
		}
	}
}

func (d *Desk) stopError() error {
	if d.ctx.Err() != nil {
		return context.Canceled
	}
	return d.permanentErr
}

// prepareEvent adds what only the whole journal knows, and opens a dossier that was
// only looked at so far.
func (d *Desk) prepareEvent(e flows.Event) error {
	if _, opens := e.(flows.Opened); opens {
		return nil
	}
	if d.journey.Head() == 0 {
		if err := d.takeOver(); err != nil {
			return err
		}
	}
	chosen, ok := e.(flows.FileChosen)
	if !ok {
		return nil
	}
	if d.cfg.Pictures.openContent(chosen.SHA256) == nil {
		return ErrPictureClosed
	}
	return d.checkOtherApplicant(chosen.SHA256, chosen.Overrides)
}

// checkOtherApplicant refuses a picture that was sent for somebody else, unless a
// reason was given: the wrong person is the worst harm there is here.
func (d *Desk) checkOtherApplicant(hash flows.SHA256, overrides []string) error {
	for _, o := range overrides {
		if flows.IsOverride(o, flows.CodeOtherApplicant) {
			return nil
		}
	}
	met, err := d.WasSentForOther(d.ctx, hash)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	if met {
		return ErrOtherApplicant
	}
	return nil
}

// WasSentForOther reports whether the picture was sent, or may have been, for
// another applicant of this service.
func (d *Desk) WasSentForOther(ctx context.Context, hash flows.SHA256) (bool, error) {
	met, err := d.cfg.Store.FindPicture(ctx, d.cfg.Key.Origin, hash)
	if err != nil {
		return false, err
	}
	for _, s := range met {
		if s.Key.Applicant != d.cfg.Key.Applicant {
			return true, nil
		}
	}
	return false, nil
}

// ErrOtherApplicant says that the picture was sent for another applicant.
var ErrOtherApplicant = errors.New("this picture was sent for another applicant")

// ErrPictureClosed says that the picture's descriptor is not open any more.
var ErrPictureClosed = errors.New("the picture is not open any more; pick the file again")

// takeBackLatest calls back the picture that was chosen last and has not left.
func (d *Desk) takeBackLatest() {
	latest, waits := d.latestWaitingLine()
	switch {
	case waits:
	case d.journey.AnyReleased():
		d.addNotice("Nothing is waiting to be sent; what was sent cannot be taken back.", false)
		return
	default:
		d.addNotice("Nothing is waiting to be sent.", false)
		return
	}
	cancel := flows.SendCancelled{Slot: latest.Slot}
	if latest.State == flows.Sending {
		cancel.Attempt = latest.Attempt.Number
	}
	d.recordPost(postRequest{events: []flows.Event{cancel}})
	if l, _ := d.journey.Line(latest.Slot); l.State == flows.Failed && l.Cause == flows.CauseTakenBack {
		d.addNotice(fmt.Sprintf("Taken back: %s was not sent.", latest.Slot), false)
	}
}

func (d *Desk) latestWaitingLine() (latest flows.SlotLine, found bool) {
	for _, l := range d.journey.Lines() {
		waits := l.State == flows.Sending || l.State == flows.Chosen
		if waits && (!found || l.Picture.ChosenAt.After(latest.Picture.ChosenAt)) {
			latest, found = l, true
		}
	}
	return latest, found
}
