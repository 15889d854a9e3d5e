package desk

import (
	"context"
	"io"
	"strings"

	"dossier/flows"
	"dossier/personr"
)

// startUpload starts the request of an attempt that this session has opened. No
// attempt gets a second one, not even while its outcome waits for the journal:
// that outcome would then be recorded about the wrong request.
func (d *Desk) startUpload(n flows.AttemptNumber) {
	a, _ := d.recorder.journey.Attempt(n)
	if d.requests.begun[n] || a.State != flows.AttemptSending {
		return
	}
	d.requests.begun[n] = true
	picture := d.cfg.Pictures.openContent(a.Picture.SHA256)
	if picture == nil {
		d.recorder.recordFact(flows.NotSent{Attempt: n, Cause: flows.CauseUnreadable})
		return
	}
	// Not a child of d.ctx: when the desk closes, a released request still has
	// a moment to get its answer (drain).
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.ctx))
	s := &activeSend{cancel: cancel, total: a.Picture.Bytes, takeBackUntil: d.consents.takeBackUntil(a.Picture)}
	d.requests.uploads[n] = s
	document := d.newDocument(a, picture)
	// No clock that was set back can make the wait longer than TakeBackDelay.
	document.Hold = min(s.takeBackUntil.Sub(d.cfg.Now()), d.cfg.TakeBackDelay)
	document.Begin = func(ctx context.Context) error {
		reply := make(chan error, 1)
		return d.awaitPermission(ctx, beginRequest{n, s, reply}, reply)
	}
	document.Release = func(ctx context.Context) error { return d.awaitRelease(ctx, s, flows.Released{Attempt: n}) }
	document.Progress = func(sent, _ int64) { s.sent.Store(sent); d.publisher.notifyProgress() }
	d.work.start(func() {
		defer cancel()
		d.mail.enqueue(uploadDone{n, s, d.cfg.Service.UploadDocument(ctx, document)})
	})
}

// newDocument is the upload of an attempt, as the client takes it.
func (d *Desk) newDocument(a flows.Attempt, picture io.ReaderAt) personr.Document {
	return personr.Document{
		ApplicantID: d.cfg.Key.Applicant, DocType: string(a.Document.Type), SubType: string(a.Slot.Side),
		Country: string(a.Document.Country), FileName: NeutralName(a.Slot, a.Picture.MediaType),
		Content: picture, Size: a.Picture.Bytes, SHA256: a.Picture.SHA256,
	}
}

// awaitPermission runs on the transport's goroutine, before the first byte and before the
// last one: it asks the desk.
func (d *Desk) awaitPermission(ctx context.Context, m message, reply chan error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mail.enqueue(m)
	select {
	case err := <-reply:
		return err
	case <-d.done:
		return context.Canceled
	}
}

// awaitRelease asks whether the last byte may be sent, which e records.
func (d *Desk) awaitRelease(ctx context.Context, s *activeSend, e flows.Event) error {
	reply := make(chan error, 1)
	return d.awaitPermission(ctx, releaseRequest{e, s, reply}, reply)
}

// finishUpload turns what came of a request into the fact it is. That a send which
// was cancelled was not received is recorded already, and another entry could only
// conflict with an operator's choice.
func (d *Desk) finishUpload(m uploadDone) {
	delete(d.requests.uploads, m.attempt)
	d.publisher.keepRawAnswer(m.attempt, m.outcome)
	d.publisher.noteReachability(m.outcome.Outcome, d.cfg.Now())
	if a, _ := d.recorder.journey.Attempt(m.attempt); a.State == flows.AttemptNotSent && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.recorder.recordFact(uploadEvent(d.recorder.journey, m, d.cfg.Random))
}

// NeutralName is the file name the service gets: the slot and the ending of
// the true type, nothing of the file's own name.
func NeutralName(slot flows.Slot, mediaType string) string {
	ending := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}[mediaType]
	return strings.ReplaceAll(slot.String(), ".", "-") + ending
}
