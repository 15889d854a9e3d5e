package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
)

// run is the desk's one goroutine.
func (d *Desk) run() {
	defer close(d.done)
	d.reconcile()
	retry := time.NewTicker(time.Second)
	defer retry.Stop()
	for {
		d.publish()
		select {
		case <-d.ctx.Done():
			d.wind()
			return
		case <-d.mail.signal:
			for _, m := range d.mail.take() {
				d.handle(m)
			}
		case <-retry.C:
			d.again()
		}
		d.reconcile()
		d.returned()
	}
}

// again tries once more what the journal did not do.
func (d *Desk) again() {
	if d.blind {
		d.follow()
	}
	d.appendPending()
	d.retryPostponed()
}

// grace is how long a released request may still wait for its answer when the
// desk closes.
const grace = 2 * time.Second

// wind calls back what has not been released and records what still comes in.
func (d *Desk) wind() {
	d.callBack(false)
	ended := make(chan struct{})
	go func() { d.work.Wait(); close(ended) }()
	late := time.NewTimer(grace)
	defer late.Stop()
	for open := true; open; {
		select {
		case <-d.mail.signal:
		case <-late.C:
			d.callBack(true)
		case <-ended:
			open = false
		}
		for _, m := range d.mail.take() {
			d.handle(m)
		}
	}
	d.appendPending()
	d.leave()
	d.unpin()
	d.publish()
	d.view.close()
}

// callBack cancels requests: the unreleased ones, or all.
func (d *Desk) callBack(all bool) {
	for n, s := range d.running {
		if a, _ := d.journey.Attempt(n); all || a.ReleasedAt.IsZero() {
			s.cancel()
		}
	}
	if d.starting != nil && (all || d.journey.Check().SentAt.IsZero()) {
		d.starting.cancel()
	}
}

func (d *Desk) handle(m message) {
	switch m := m.(type) {
	case post:
		d.take(m)
	case takeBack:
		d.takeBackLatest()
	case gateway:
		m.send.refused = d.pass(m.event)
		m.reply <- m.send.refused
	case uploaded:
		d.uploaded(m)
	case started:
		d.started(m)
	case status:
		d.statusSeen(m)
	case greeted:
		d.greeted = true
	case moved:
		d.follow()
	case wake:
		d.timers[m.begin] = timerOver
	}
}

// take appends what a person posted. The first refusal drops the rest: they
// were chosen for a state that did not come.
func (d *Desk) take(p post) { d.takeAs(d.cfg.NewID(), p) }

// takeAs is take; the first event has an ID already.
func (d *Desk) takeAs(id string, p post) {
	err := d.closing()
	for i, e := range p.events {
		if err != nil {
			break
		}
		if err = d.guard(e); err == nil {
			err = d.appendAs(id, e)
		}
		switch {
		case err == nil:
			d.agreed(e)
			d.resume(e)
		case !errors.Is(err, ErrNotRecorded):
		case p.reply != nil:
			d.postpone(&postponed{post: post{p.events[i:], p.reply, p.ctx}, id: id})
			return
		case errors.Is(err, ErrUnclear):
			d.doubt(id)
		}
		id = d.cfg.NewID()
	}
	if p.reply != nil {
		d.publish() // who asked must see what was done
		p.reply <- err
		return
	}
	if err != nil {
		d.notice(refusalText(err, d.journey), true)
	}
}

// resume ends a pause that a refused token began, because a person asked for a
// send: a new token may lie in its place, and if not, one refusal pauses again.
func (d *Desk) resume(e flows.Event) {
	switch e.(type) {
	case flows.FileChosen, flows.CheckConfirmed:
		if d.cfg.Resume != nil {
			d.cfg.Resume()
		}
	}
}

func (d *Desk) closing() error {
	if d.ctx.Err() != nil {
		return context.Canceled
	}
	return d.fault
}

// guard adds what only the whole journal knows, and opens a dossier that was
// only looked at so far.
func (d *Desk) guard(e flows.Event) error {
	if _, opens := e.(flows.Opened); opens {
		return nil
	}
	if d.journey.Head() == 0 {
		if err := d.open(); err != nil {
			return err
		}
	}
	chosen, ok := e.(flows.FileChosen)
	if !ok {
		return nil
	}
	if d.cfg.Pictures.get(chosen.SHA256) == nil {
		return ErrPictureGone
	}
	return d.otherApplicant(chosen.SHA256, chosen.Overrides)
}

// otherApplicant refuses a picture that was sent for somebody else, unless a
// reason was given: the wrong person is the worst harm there is here.
func (d *Desk) otherApplicant(hash flows.SHA256, overrides []string) error {
	for _, o := range overrides {
		if flows.IsOverride(o, flows.CodeOtherApplicant) {
			return nil
		}
	}
	met, err := d.MetElsewhere(d.ctx, hash)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	if met {
		return ErrOtherApplicant
	}
	return nil
}

// MetElsewhere reports whether the picture was sent, or may have been, for
// another applicant of this service.
func (d *Desk) MetElsewhere(ctx context.Context, hash flows.SHA256) (bool, error) {
	met, err := d.cfg.Store.SentHash(ctx, d.cfg.Key.Origin, hash)
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

// ErrPictureGone says that the picture's descriptor is not open any more.
var ErrPictureGone = errors.New("the picture is not open any more; pick the file again")

// takeBackLatest calls back the picture that was chosen last and has not left.
func (d *Desk) takeBackLatest() {
	latest, waits := d.latestWaiting()
	switch {
	case waits:
	case d.journey.AnyReleased():
		d.notice("Nothing is waiting to be sent; what was sent has left and can not be taken back.", false)
		return
	default:
		d.notice("Nothing is waiting to be sent.", false)
		return
	}
	cancel := flows.SendCancelled{Slot: latest.Slot}
	if latest.State == flows.Sending {
		cancel.Attempt = latest.Attempt.N
	}
	d.take(post{events: []flows.Event{cancel}})
	if l, _ := d.journey.Line(latest.Slot); l.State == flows.Failed && l.Cause == flows.CauseTakenBack {
		d.notice(fmt.Sprintf("Taken back: %s was not sent.", latest.Slot), false)
	}
}

func (d *Desk) latestWaiting() (latest flows.Line, found bool) {
	for _, l := range d.journey.Lines() {
		waits := l.State == flows.Sending || l.State == flows.Chosen
		if waits && (!found || l.Picture.ChosenAt.After(latest.Picture.ChosenAt)) {
			latest, found = l, true
		}
	}
	return latest, found
}
