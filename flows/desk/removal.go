package desk

import (
	"errors"
	"fmt"

	"dossier/flows"
)

// ErrRemoved says that the entries this session knows are not in the journal
// any more: an administrator purged it while somebody had the dossier open,
// perhaps on a machine that slept. What lies there now, if anything, is another
// dossier of the same applicant.
var ErrRemoved = errors.New("this dossier was removed from the journal")

// reloadAfter is how far back a reload begins: with the latest entry that is known,
// so that it shows whether the past is still there.
func (d *Desk) reloadAfter() uint64 { return max(d.journey.Head(), 1) - 1 }

// trimKnownEntry takes the known entry off what was read from behind on; false says that
// it is not there.
func (d *Desk) trimKnownEntry(read []flows.Entry) ([]flows.Entry, bool) {
	if d.journey.Head() == 0 {
		return read, true
	}
	if len(read) == 0 || read[0].Seq != d.journey.Head() || read[0].ID != d.journey.LastID() {
		return nil, false
	}
	return read[1:], true
}

// failPermanently ends the desk's work for good, says why, and gives up what waits for the
// journal.
func (d *Desk) failPermanently(fault error) error {
	d.permanentErr, d.readFailed = fault, false
	d.addNotice(d.dropPending()+refusalText(fault, d.journey), true)
	return fault
}

// dropPending drops what can not be recorded any more. It returns the words for it,
// none when nothing is lost that the service alone knows.
func (d *Desk) dropPending() (text string) {
	for _, u := range d.pending {
		if isOutcome(u.event) {
			d.lostOutcomes++
			text = lostOutcomeText
		}
	}
	d.pending, d.unrecordedStatus = nil, nil
	return text
}

// isOutcome reports whether e says what became of a request that had left.
func isOutcome(e flows.Event) bool {
	switch e.(type) {
	case flows.Answered, flows.AnswerLost, flows.CheckAnswered, flows.CheckLost:
		return true
	}
	return false
}

func damagedError(e flows.Entry) error { return fmt.Errorf("%w at entry %d", flows.ErrDamaged, e.Seq) }
