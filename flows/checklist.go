package flows

import (
	"slices"
	"time"

	"dossier/flows/foreign"
)

// SlotLine is one slot as a checklist shows it.
type SlotLine struct {
	Slot     Slot
	Need     Need
	Document Document
	// DocumentBy and DocumentAt say who chose the document, and when.
	DocumentBy string
	DocumentAt time.Time
	State      State
	Reason     Reason // of SetAside
	Cause      Cause  // where HasFailed, and of Refused without errors
	Picture    Picture
	HasFile    bool    // a picture was chosen at some time; its hash is known
	Attempt    Attempt // the present attempt, or the latest of the slot
	Tried      bool    // Attempt is set
	Assumed    bool    // accepted by an operator's decision, not by an answer
	Open       []foreign.Text
	Examined   int // pictures the service looked at for this slot and document
	NotBefore  time.Time
	Retry      RetryState // the automatic attempt that waits or is under way
	Transfer   Transfer   // the most that left with any attempt since the picture was chosen
	TakenBack  TakeBack   // of Failed with CauseTakenBack
}

// IsSatisfied reports whether the picture is accepted and no warning is open.
func (l SlotLine) IsSatisfied() bool { return l.State == Accepted && len(l.Open) == 0 }

// HasFailed reports whether a picture was chosen and is not at the service, so that Cause
// says why. A file that changed must be chosen again: its slot is Missing.
func (l SlotLine) HasFailed() bool { return l.State == Failed || l.State == Missing && l.Cause != "" }

// NeedLine is one need with its slots. A need without a document has none.
type NeedLine struct {
	Need     Need
	Document Document
	Chosen   bool // the document is chosen
	Lines    []SlotLine
}

// IsSatisfied reports whether every slot of the need is.
func (n NeedLine) IsSatisfied() bool {
	return n.Chosen && !slices.ContainsFunc(n.Lines, func(l SlotLine) bool { return !l.IsSatisfied() })
}

// Checklist lists the needs in the flow's order.
func (j Journey) Checklist() []NeedLine {
	var list []NeedLine
	for _, n := range j.needs {
		row := NeedLine{Need: n.need, Document: n.doc, Chosen: n.chosen}
		for _, s := range n.slots {
			row.Lines = append(row.Lines, j.checklistLine(n, s))
		}
		list = append(list, row)
	}
	return list
}

// Line returns the checklist's line of one slot.
func (j Journey) Line(slot Slot) (SlotLine, bool) {
	i, k, ok := j.slotIndices(slot)
	if !ok {
		return SlotLine{}, false
	}
	return j.checklistLine(j.needs[i], j.needs[i].slots[k]), true
}

func (j Journey) checklistLine(n needState, s slotState) SlotLine {
	l := SlotLine{
		Slot: s.slot, Need: n.need, Document: n.doc, DocumentBy: n.docBy, DocumentAt: n.docAt, State: s.state, Cause: s.cause,
		Picture: s.picture, HasFile: s.hasPicture, NotBefore: s.notBefore, Retry: j.retryOf(s),
		Transfer: j.consentTransfer(s), TakenBack: s.takenBack,
	}
	if s.state == SetAside {
		l.Reason = s.reason
	}
	l.Attempt, l.Tried = j.latestAttempt(s)
	if l.Tried {
		l.Examined = j.ExaminedCount(l.Attempt.Number)
	}
	if s.state == Accepted {
		l.Assumed = l.Attempt.IsAssumedReceived()
		l.Open = j.OpenWarnings(l.Attempt.Number)
	}
	return l
}

// latestAttempt is the slot's present attempt, else the last one made for it.
func (j Journey) latestAttempt(s slotState) (Attempt, bool) {
	if s.attempt > 0 {
		return j.Attempt(s.attempt)
	}
	for i := len(j.attempts) - 1; i >= 0; i-- {
		if j.attempts[i].Slot == s.slot {
			return j.attempts[i], true
		}
	}
	return Attempt{}, false
}

// Lines are all slots of all needs, in the flow's order.
func (j Journey) Lines() []SlotLine {
	var all []SlotLine
	for _, n := range j.Checklist() {
		all = append(all, n.Lines...)
	}
	return all
}

// Progress counts satisfied slots; total counts a need without a document as
// one.
func (j Journey) Progress() (done, total int) {
	for _, n := range j.Checklist() {
		if !n.Chosen {
			total++
		}
		for _, l := range n.Lines {
			total++
			if l.IsSatisfied() {
				done++
			}
		}
	}
	return done, total
}

// LinesToResend lists the slots of the same need that were set aside with the
// other side: choosing a picture for slot sends their pictures again too, in this
// order.
func (j Journey) LinesToResend(slot Slot) []SlotLine {
	i, _, ok := j.slotIndices(slot)
	if !ok {
		return nil
	}
	var list []SlotLine
	for _, s := range j.needs[i].slots {
		if s.slot != slot && s.state == SetAside && s.reason == WithOtherSide && s.hasPicture {
			list = append(list, j.checklistLine(j.needs[i], s))
		}
	}
	return list
}

// ImpliedDocuments lists the document choices that need no question: a selfie
// takes the country of the first document that has one.
func (j Journey) ImpliedDocuments() []DocumentChosen {
	var country Country
	for _, n := range j.needs {
		if n.chosen && country == "" {
			country = n.doc.Country
		}
	}
	if country == "" {
		return nil
	}
	var list []DocumentChosen
	for _, n := range j.needs {
		if !n.chosen && len(n.need.AnyOf) == 1 && n.need.AnyOf[0] == Selfie && n.need.Allows(Selfie, country) {
			list = append(list, DocumentChosen{Need: n.need.Name, Type: Selfie, Country: country})
		}
	}
	return list
}
