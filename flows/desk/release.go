package desk

import (
	"errors"

	"dossier/flows"
)

// authorizeRelease is the gate: the event is durable at the head that this session
// expects, or the last byte is not sent.
func (d *Desk) authorizeRelease(e flows.Event) error {
	if err := d.recorder.stopError(); err != nil {
		return err
	}
	if r, ok := e.(flows.Released); ok {
		if err := d.guardRelease(r.Attempt); err != nil {
			return err
		}
	}
	return d.recorder.appendEvent(d.cfg.NewID(), e)
}

// guardRelease checks once more whether the picture went to another applicant:
// it may have been chosen for two before either was sent.
func (d *Desk) guardRelease(n flows.AttemptNumber) error {
	a, _ := d.recorder.journey.Attempt(n)
	err := d.guardOtherApplicant(a.Picture.SHA256, a.Picture.Overrides)
	if errors.Is(err, ErrOtherApplicant) {
		d.addNotice(Notice{Text: refusalText(err), IsProblem: true})
	}
	return err
}
