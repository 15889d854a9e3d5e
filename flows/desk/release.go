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
// back, and that the picture is not another applicant's. The last of these only saves
// bytes: another session may release the picture a moment later, and so the journal
// decides when this one is released.
func (d *Desk) authorizeBegin(m beginRequest) error {
	if err := d.recorder.stopError(); err != nil {
		return err
	}
	a, _ := d.recorder.journey.Attempt(m.attempt)
	if a.State != flows.AttemptSending || m.send.takenBack {
		return errNoLongerWanted
	}
	if !d.recorder.isHolder() {
		return flows.ErrNotHolder
	}
	if err := d.guardOtherApplicant(a.Picture.SHA256, a.Picture.Overrides); err != nil {
		d.notifyOtherApplicant(err, d.recorder.journey.TransferBefore(a))
		return err
	}
	m.send.begun.Store(true)
	d.publisher.notifyProgress()
	return nil
}

// authorizeRelease is the gate: the event is durable at the head that this session
// expects, and no other applicant has the picture, or the last byte is not sent. Both are
// decided by the journal in one transaction. What was taken back stays here although that
// could not be recorded: the operator was told that nothing more is sent.
func (d *Desk) authorizeRelease(m releaseRequest) error {
	if err := d.recorder.stopError(); err != nil {
		return err
	}
	if m.send.takenBack {
		return errNoLongerWanted
	}
	err := d.recorder.appendEvent(d.cfg.NewID(), m.event)
	d.notifyOtherApplicant(err, flows.TransferPart)
	return err
}

// notifyOtherApplicant says so when a send ends because the picture was sent for another
// applicant. left is how much of it may have left this time.
func (d *Desk) notifyOtherApplicant(err error, left flows.Transfer) {
	if errors.Is(err, ErrOtherApplicant) {
		refused := refusalNotice(err, d.recorder.journey)
		refused.Transfer = left
		d.addNotice(refused)
	}
}
