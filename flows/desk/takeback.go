package desk

import (
	"dossier/flows"
	"dossier/flows/notice"
)

// takeBackLatest takes back the picture that was chosen last and is not released.
func (d *Desk) takeBackLatest() {
	latest, waits := latestWaitingLine(d.recorder.journey)
	switch {
	case waits:
	case d.recorder.journey.AnyReleased():
		d.addNotice(notice.Notice{Code: notice.NothingWaitsNow})
		return
	default:
		d.addNotice(notice.Notice{Code: notice.NothingWaits})
		return
	}
	cancel := flows.SendCancelled{Slot: latest.Slot}
	if latest.State == flows.Sending {
		cancel.Attempt = latest.Attempt.Number
	}
	d.recorder.recordChoices(&choices{events: []flows.Event{cancel}})
	if l, _ := d.recorder.journey.Line(latest.Slot); l.IsTakenBack() {
		d.addNotice(notice.Notice{Code: notice.TakenBack, Slot: l.Slot, HasOtherSide: l.Document.HasTwoSides(), Transfer: l.Transfer})
	}
}

// stopSend keeps a send from beginning, and its last byte from leaving, whether its
// cancellation can be recorded or not, and completes the cancellation with what may have
// left.
func (d *Desk) stopSend(e flows.SendCancelled) flows.SendCancelled {
	s, running := d.requests.uploads[e.Attempt]
	switch {
	case running:
		s.takenBack, e.Transfer = true, s.transfer()
	case !d.requests.begun[e.Attempt]:
		e.Transfer = flows.TransferNone // no request was made
	}
	return e
}

// noteTakenBack counts the pictures that were taken back, by any session.
func (d *Desk) noteTakenBack(e flows.Event) {
	if cancelled, ok := e.(flows.SendCancelled); ok && d.isTakenBack(cancelled.Slot) {
		d.takenBack = TakenBack{ID: d.takenBack.ID + 1, Slot: cancelled.Slot}
	}
}

func (d *Desk) isTakenBack(slot flows.Slot) bool {
	l, _ := d.recorder.journey.Line(slot)
	return l.IsTakenBack()
}

func latestWaitingLine(j flows.Journey) (latest flows.SlotLine, found bool) {
	for _, l := range j.Lines() {
		waits := l.State == flows.Sending || l.State == flows.Chosen
		if waits && (!found || l.Picture.ChosenAt.After(latest.Picture.ChosenAt)) {
			latest, found = l, true
		}
	}
	return latest, found
}
