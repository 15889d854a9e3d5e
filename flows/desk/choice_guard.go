package desk

import (
	"context"
	"errors"
	"slices"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/scope"
)

// ErrOtherApplicant says that the picture was sent for another applicant.
var ErrOtherApplicant = errors.New("this picture was sent for another applicant")

// ErrPictureClosed says that the picture's descriptor is not open any more.
var ErrPictureClosed = errors.New("the picture is not open any more; pick the file again")

// prepareChoice opens a dossier with its first choice, refuses a choice that must not
// be recorded, and adds to a cancellation how much of the picture may have left.
func (d *Desk) prepareChoice(e flows.Event) (flows.Event, error) {
	if err := d.openWithFirstChoice(e); err != nil {
		return e, err
	}
	if cancelled, ok := e.(flows.SendCancelled); ok {
		return d.stopSend(cancelled), nil
	}
	return e, d.guardChoice(e)
}

// openWithFirstChoice writes the first entry of a dossier that was only looked at so far.
func (d *Desk) openWithFirstChoice(e flows.Event) error {
	opened, opens := e.(flows.Opened)
	switch {
	case opens && opened.Reason == "" && d.recorder.access(true) < scope.MayWork:
		return flows.ErrNotHolder
	case opens || d.recorder.journey.Head() > 0:
		return nil
	}
	return d.takeOver("")
}

// guardChoice refuses a picture that is not open any more, or that was sent for
// another applicant.
func (d *Desk) guardChoice(e flows.Event) error {
	chosen, ok := e.(flows.FileChosen)
	if !ok {
		return nil
	}
	if !d.cfg.Pictures.Has(chosen.SHA256) {
		return ErrPictureClosed
	}
	return d.guardOtherApplicant(chosen.SHA256, chosen.Overrides)
}

// guardOtherApplicant refuses a picture that was sent for another applicant, unless a
// reason was given: the wrong applicant is the worst mistake of all.
func (d *Desk) guardOtherApplicant(hash flows.SHA256, overrides []string) error {
	if slices.ContainsFunc(overrides, func(o string) bool { return flows.IsOverride(o, flows.CodeOtherApplicant) }) {
		return nil
	}
	sent, err := d.WasSentForOther(d.ctx, hash)
	if err != nil {
		return d.unrecordedError(err)
	}
	if sent {
		return ErrOtherApplicant
	}
	return nil
}

// WasSentForOther reports whether the picture was sent, or may have been, for
// another applicant of this service. A permanent error of the journal ends all recording.
func (d *Desk) WasSentForOther(ctx context.Context, hash flows.SHA256) (bool, error) {
	uses, err := d.cfg.Store.FindPicture(ctx, d.cfg.Key.Origin, hash)
	if journal.IsPermanent(err) {
		d.mail.enqueue(journalFailed{err})
	}
	return slices.ContainsFunc(uses, func(u journal.PictureUse) bool { return u.Key.Applicant != d.cfg.Key.Applicant }), err
}
