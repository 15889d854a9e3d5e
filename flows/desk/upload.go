package desk

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// activeSend is a request under way. The counter is written by the transport's
// goroutine and read when a snapshot is made; refused belongs to the desk's.
type activeSend struct {
	cancel        context.CancelFunc
	total         int64
	sent          atomic.Int64
	takeBackUntil time.Time
	releaseErr    error // why the desk kept the last byte
}

// startUpload starts the request of an attempt that this session has opened. No
// attempt gets a second one, not even while its outcome waits for the journal:
// that outcome would then be recorded about the wrong request.
func (d *Desk) startUpload(n flows.AttemptNumber) {
	a, _ := d.journey.Attempt(n)
	if d.begun[n] || a.State != flows.AttemptSending {
		return
	}
	d.begun[n] = true
	picture := d.cfg.Pictures.openContent(a.Picture.SHA256)
	if picture == nil {
		d.recordEvent(flows.NotSent{Attempt: n, Cause: flows.CauseUnreadable})
		return
	}
	// Not a child of d.ctx: when the desk closes, a released request still has
	// a moment to hear its answer (wind).
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.ctx))
	s := &activeSend{cancel: cancel, total: a.Picture.Bytes, takeBackUntil: d.consentTime(a.Picture).Add(d.cfg.TakeBackDelay)}
	d.running[n] = s
	document := personr.Document{
		ApplicantID: d.cfg.Key.Applicant, DocType: string(a.Document.Type), SubType: string(a.Slot.Side),
		Country: string(a.Document.Country), FileName: NeutralName(a.Slot, a.Picture.MediaType),
		Content: picture, Size: a.Picture.Bytes, SHA256: a.Picture.SHA256,
		Release:  func(ctx context.Context) error { return d.awaitRelease(ctx, s, flows.Released{Attempt: n}) },
		Progress: func(sent, _ int64) { s.sent.Store(sent); d.view.notifyProgress() },
	}
	d.startGoroutine(func() {
		defer cancel()
		d.mail.enqueue(uploadDone{n, s, d.cfg.Service.UploadDocument(ctx, document)})
	})
}

// noteConsent notes since when the person knows that a picture goes. The journal has
// the wall's time, which may be set; a take-back must be neither longer nor
// shorter for that.
func (d *Desk) noteConsent(e flows.Event) {
	if chosen, ok := e.(flows.FileChosen); ok {
		d.consents[chosen.SHA256] = d.cfg.Now()
	}
}

// consentTime is when the person agreed to this picture.
func (d *Desk) consentTime(p flows.Picture) time.Time {
	if at, ok := d.consents[p.SHA256]; ok {
		return at
	}
	return p.ChosenAt
}

// awaitRelease runs on the transport's goroutine with all but the last byte sent:
// it waits out the take-back and asks the desk. No clock that was set back can
// make the wait longer than the hold.
func (d *Desk) awaitRelease(ctx context.Context, s *activeSend, e flows.Event) error {
	if err := sleepContext(ctx, min(s.takeBackUntil.Sub(d.cfg.Now()), d.cfg.TakeBackDelay)); err != nil {
		return err
	}
	reply := make(chan error, 1)
	d.mail.enqueue(releaseRequest{e, s, reply})
	select {
	case err := <-reply:
		return err
	case <-d.done:
		return context.Canceled
	}
}

// finishUpload turns what came of a request into the fact it is. That a send which
// was called back did not arrive is known already, and another entry could only
// get in the way of somebody's choice.
func (d *Desk) finishUpload(m uploadDone) {
	delete(d.running, m.attempt)
	d.view.keepRawAnswer(m.attempt, m.outcome)
	d.noteReachability(m.outcome.Cause, m.outcome.Status)
	if a, _ := d.journey.Attempt(m.attempt); a.State == flows.AttemptNotSent && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.recordEvent(d.uploadEvent(m.attempt, m.outcome, m.send.releaseErr))
}

// NeutralName is the file name the service gets: the slot and the ending of
// the true type, nothing of the person's own name for the file.
func NeutralName(slot flows.Slot, mediaType string) string {
	ending := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}[mediaType]
	return strings.ReplaceAll(slot.String(), ".", "-") + ending
}
