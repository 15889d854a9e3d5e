package desk

import (
	"fmt"

	"dossier/flows"
)

// takeBackLatest takes back the picture that was chosen last and is not released.
func (d *Desk) takeBackLatest() {
	latest, waits := latestWaitingLine(d.recorder.journey)
	switch {
	case waits:
	case d.recorder.journey.AnyReleased():
		d.addNotice(Notice{Text: "Nothing is waiting to be sent; what was sent cannot be taken back."})
		return
	default:
		d.addNotice(Notice{Text: "Nothing is waiting to be sent."})
		return
	}
	cancel := flows.SendCancelled{Slot: latest.Slot}
	if latest.State == flows.Sending {
		cancel.Attempt = latest.Attempt.Number
	}
	d.recorder.recordChoices(&choices{events: []flows.Event{cancel}})
	if isTakenBack(d.recorder.journey, latest.Slot) {
		d.addNotice(Notice{Text: fmt.Sprintf("Taken back: %s was not sent.", latest.Slot)})
	}
}

// noteTakenBack counts the pictures that were taken back, by any session.
func (d *Desk) noteTakenBack(e flows.Event) {
	if cancelled, ok := e.(flows.SendCancelled); ok && isTakenBack(d.recorder.journey, cancelled.Slot) {
		d.takenBack = TakenBack{ID: d.takenBack.ID + 1, Slot: cancelled.Slot}
	}
}

func isTakenBack(j flows.Journey, slot flows.Slot) bool {
	l, _ := j.Line(slot)
	return l.State == flows.Failed && l.Cause == flows.CauseTakenBack
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
