package desk

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// send is a request under way. The counter is written by the transport's
// goroutine and read when a snapshot is made; refused belongs to the desk's.
type send struct {
	cancel    context.CancelFunc
	total     int64
	sent      atomic.Int64
	heldUntil time.Time
	refused   error // why the desk kept the last byte
}

// upload starts the request of an attempt that this session has opened. No
// attempt gets a second one, not even while its outcome waits for the journal:
// that outcome would then be recorded about the wrong request.
func (d *Desk) upload(n flows.Attempt) {
	a, _ := d.journey.Attempt(n)
	if d.begun[n] || a.Fate != flows.FateSending {
		return
	}
	d.begun[n] = true
	picture := d.cfg.Pictures.get(a.Picture.SHA256)
	if picture == nil {
		d.record(flows.NotSent{Attempt: n, Cause: flows.CauseUnreadable})
		return
	}
	// Not a child of d.ctx: when the desk closes, a released request still has
	// a moment to hear its answer (wind).
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.ctx))
	s := &send{cancel: cancel, total: a.Picture.Bytes, heldUntil: d.consented(a.Picture).Add(d.cfg.Hold)}
	d.running[n] = s
	document := personr.Document{
		ApplicantID: d.cfg.Key.Applicant, DocType: string(a.Document.Type), SubType: string(a.Slot.Side),
		Country: string(a.Document.Country), FileName: NeutralName(a.Slot, a.Picture.MediaType),
		Content: picture, Size: a.Picture.Bytes, SHA256: a.Picture.SHA256,
		Release:  func(ctx context.Context) error { return d.release(ctx, s, flows.Released{Attempt: n}) },
		Progress: func(sent, _ int64) { s.sent.Store(sent); d.view.stir() },
	}
	d.launch(func() {
		defer cancel()
		d.mail.put(uploaded{n, s, d.cfg.Service.UploadDocument(ctx, document)})
	})
}

// agreed notes since when the person knows that a picture goes. The journal has
// the wall's time, which may be set; a take-back must be neither longer nor
// shorter for that.
func (d *Desk) agreed(e flows.Event) {
	if chosen, ok := e.(flows.FileChosen); ok {
		d.consents[chosen.SHA256] = d.cfg.Now()
	}
}

// consented is when the person agreed to this picture.
func (d *Desk) consented(p flows.Picture) time.Time {
	if at, ok := d.consents[p.SHA256]; ok {
		return at
	}
	return p.ChosenAt
}

// release runs on the transport's goroutine with all but the last byte sent:
// it waits out the take-back and asks the desk. No clock that was set back can
// make the wait longer than the hold.
func (d *Desk) release(ctx context.Context, s *send, e flows.Event) error {
	if err := pause(ctx, min(s.heldUntil.Sub(d.cfg.Now()), d.cfg.Hold)); err != nil {
		return err
	}
	reply := make(chan error, 1)
	d.mail.put(gateway{e, s, reply})
	select {
	case err := <-reply:
		return err
	case <-d.done:
		return context.Canceled
	}
}

// uploaded turns what came of a request into the fact it is. That a send which
// was called back did not arrive is known already, and another entry could only
// get in the way of somebody's choice.
func (d *Desk) uploaded(m uploaded) {
	delete(d.running, m.attempt)
	d.view.keepRaw(m.attempt, m.outcome)
	d.heard(m.outcome.Cause, m.outcome.Status)
	if a, _ := d.journey.Attempt(m.attempt); a.Fate == flows.FateNotSent && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.record(d.uploadFact(m.attempt, m.outcome, m.send.refused))
}

// NeutralName is the file name the service gets: the slot and the ending of
// the true type, nothing of the person's own name for the file.
func NeutralName(slot flows.Slot, mediaType string) string {
	ending := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}[mediaType]
	return strings.ReplaceAll(slot.String(), ".", "-") + ending
}
