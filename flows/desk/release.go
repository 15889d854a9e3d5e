package desk

import (
	"errors"

	"dossier/flows"
)

// errNoLongerWanted keeps the first or the last byte of a send that was taken back or has
// ended.
var errNoLongerWanted = errors.New("this send is no longer wanted")

// authorizeBegin lets the first byte of a picture be sent once its hold is over. It
// looks at all that needs no entry: who holds the dossier, that nobody took the send
// back, and that the picture is not another applicant's.
func (d *Desk) authorizeBegin(m beginRequest) error {
	if err := d.recorder.stopError(); err != nil {
		return err
	}
	a, _ := d.recorder.journey.Attempt(m.attempt)
	if a.State != flows.AttemptSending || m.send.takenBack || !d.recorder.isHolder() {
		return errNoLongerWanted
	}
	if err := d.guardRelease(m.attempt, d.recorder.journey.TransferBefore(a)); err != nil {
		return err
	}
	m.send.begun.Store(true)
	d.publisher.notifyProgress()
	return nil
}

// authorizeRelease is the gate: the event is durable at the head that this session
// expects, or the last byte is not sent. What was taken back stays here although that
// could not be recorded: the operator was told that nothing more is sent.
func (d *Desk) authorizeRelease(m releaseRequest) error {
	if err := d.recorder.stopError(); err != nil {
		return err
	}
	if m.send.takenBack {
		return errNoLongerWanted
	}
	if r, ok := m.event.(flows.Released); ok {
		if err := d.guardRelease(r.Attempt, flows.TransferPart); err != nil {
			return err
		}
	}
	return d.recorder.appendEvent(d.cfg.NewID(), m.event)
}

// guardRelease checks once more whether the picture went to another applicant:
// it may have been chosen for two before either was sent. left is how much may have
// left this time.
func (d *Desk) guardRelease(n flows.AttemptNumber, left flows.Transfer) error {
	a, _ := d.recorder.journey.Attempt(n)
	err := d.guardOtherApplicant(a.Picture.SHA256, a.Picture.Overrides)
	if errors.Is(err, ErrOtherApplicant) {
		refused := refusalNotice(err)
		refused.Transfer = left
		d.addNotice(refused)
	}
	return err
}
