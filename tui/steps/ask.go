package steps

import (
	"slices"

	"dossier/flows"
)

// standstill says why nothing can be chosen or sent in this dossier now, and
// what to do about it; "" when work can go on.
func standstill(f Frame) string {
	check := f.Journey.Check()
	switch _, incident := f.Journey.Incident(); {
	case f.ReadOnly:
		return onlyLooking(f, asksForIt)
	case f.Journey.Closed():
		return "This dossier is closed; nothing more can be sent."
	case incident:
		return "An answer named another applicant or document. Settle that on Review first (ctrl+g)."
	case check.State == flows.CheckRejected:
		return "The check was rejected. Say on Result which pictures to replace."
	case check.Over():
		return "The check is over; nothing more can be sent."
	case check.State != flows.CheckNone:
		return "A check is running; nothing can be sent until its result is here."
	}
	return ""
}

// onItsWay says why the pictures of a need can not be changed now; "" when they
// can. The attempts that could be cancelled come back when that is all there is
// in the way.
func onItsWay(lines []flows.Line) (why string, cancel []flows.Event) {
	for _, l := range lines {
		switch l.State {
		case flows.Awaiting:
			return SlotTitle(l) + " was sent and waits for its answer; change it when that is here.", nil
		case flows.Unconfirmed:
			return SlotTitle(l) + " may have been received. Decide that on Review first (ctrl+g).", nil
		case flows.Sending:
			why = SlotTitle(l) + " is being sent."
			cancel = append(cancel, flows.SendCancelled{Attempt: l.Attempt.N, Slot: l.Slot})
		}
	}
	return why, cancel
}

// linesOf are the slots of one need.
func linesOf(j flows.Journey, need string) []flows.Line {
	return slices.DeleteFunc(j.Lines(), func(l flows.Line) bool { return l.Slot.Need != need })
}

// onward is where a question leads when it is answered: back to the review when
// it was opened from there, else to what comes next.
func (p Place) onward() Place {
	if p.Alone {
		return Place{Stage: flows.StageReview}
	}
	return Place{}
}

// patience is how long a second Enter is ignored when the journal does not
// answer the first.
const patience = 3

// taken remembers an Enter that posted something, so that a second one does
// nothing: the journal has not moved since.
type taken struct {
	head uint64
	at   int64 // seconds since 1970; 0: nothing was posted
}

func takenAt(f Frame) taken { return taken{f.Journey.Head(), f.Now.Unix()} }

func (t taken) still(f Frame) bool {
	return t.at != 0 && t.head == f.Journey.Head() && f.Now.Unix()-t.at < patience
}
