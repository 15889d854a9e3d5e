package review

import (
	"slices"

	"dossier/flows"
	"dossier/tui/steps"
)

// enterAction is what Enter does on a row. The row's action, its word in the footer
// and its sentence in the explanation all follow from it, so they cannot
// disagree.
type enterAction int

const (
	enterDetails   enterAction = iota
	enterReadOnly              // the dossier can only be looked at
	enterPick                  // another picture for this slot
	enterPickOther             // another picture for the other side; this one is sent again with it
	enterSendAgain             // the same picture once more
	enterDecide                // an unclear send
	enterIncident              // an answer that named something else
	enterWarning               // look, keep or replace
	enterDocument              // the need has no document yet
	enterBlocker               // the start leads to what is in its way
	enterStart
	enterResult // a check runs or has ended
)

// enterWords are an action's word in the footer, and its sentence in the explanation
// unless that names the picture.
type enterWords struct{ label, sentence string }

func (e enterAction) words(f steps.Frame) enterWords {
	return [...]enterWords{
		enterDetails:   {"details", "show all that the journal knows"},
		enterReadOnly:  {steps.ReadOnlyLabel(f), steps.ReadOnlySentence(f)},
		enterPick:      {label: "choose"},
		enterPickOther: {label: "choose"},
		enterSendAgain: {"send again", "send the same picture again"},
		enterDecide:    {"decide", "leave it unclear, treat it as received, or send it again"},
		enterIncident:  {"settle", "settle the incident first"},
		enterWarning:   {"decide", "keep it, or replace it"},
		enterDocument:  {"choose document", "choose the document"},
		enterBlocker:   {"go there", "go to what comes first"},
		enterStart:     {"start", "ask once more, then start the check"},
		enterResult:    {"result", "show the result"},
	}[e]
}

// enterAction is what Enter does on the highlighted row.
func (s Screen) enterAction(f steps.Frame) enterAction {
	l, picture := s.highlightedLine(f)
	switch {
	case f.ReadOnly:
		return enterReadOnly
	case picture:
		return lineEnterAction(f, l)
	case s.highlighted.need != "":
		return needEnterAction(f)
	case f.Journey.Check().State != flows.CheckNone:
		return enterResult
	case len(f.Journey.StartBlockers()) > 0:
		return enterBlocker
	}
	return enterStart
}

func needEnterAction(f steps.Frame) enterAction {
	if _, incident := f.Journey.Incident(); incident {
		return enterIncident
	}
	return enterDocument
}

func lineEnterAction(f steps.Frame, l flows.SlotLine) enterAction {
	incident, stopped := f.Journey.Incident()
	switch d := stateEnterAction(f, l); {
	case stopped && incident.Slot == l.Slot:
		return enterIncident
	case steps.IsLocked(f.Journey):
		return enterDetails
	case stopped && (d == enterPick || d == enterPickOther || d == enterSendAgain):
		return enterIncident
	default:
		return d
	}
}

// wantsAnother reports whether a picture ended unsent because it is, or may be, the wrong
// one: it was taken back, or was sent for another applicant.
func wantsAnother(l flows.SlotLine) bool {
	return l.State == flows.Failed && (l.Cause == flows.CauseTakenBack || l.Cause == flows.CauseForOther)
}

// stateEnterAction follows the state alone. Enter never sends a picture again that may be
// the wrong one.
func stateEnterAction(f steps.Frame, l flows.SlotLine) enterAction {
	switch l.State {
	case flows.Missing, flows.Refused:
		return enterPick
	case flows.Failed:
		if wantsAnother(l) {
			return enterPick
		}
		return sendAgainOrPick(f, l)
	case flows.SetAside:
		if _, ok := refusedOtherSide(f.Journey, l); ok && sendAgainOrPick(f, l) == enterSendAgain {
			return enterPickOther
		}
		return sendAgainOrPick(f, l)
	case flows.Unclear:
		return enterDecide
	case flows.Accepted:
		if len(l.Open) > 0 {
			return enterWarning
		}
	}
	return enterDetails
}

// refusedOtherSide is the other side whose refusal set this one aside.
func refusedOtherSide(j flows.Journey, l flows.SlotLine) (flows.SlotLine, bool) {
	return j.Need(l.Slot.Need).CauseOf(l)
}

func sendAgainOrPick(f steps.Frame, l flows.SlotLine) enterAction {
	if _, ok := sendAgainConsent(f, l); ok {
		return enterSendAgain
	}
	return enterPick
}

// sendAgainConsent is the consent to send a slot's picture once more. It is there
// only while this session still holds the file and nothing new speaks against
// it.
func sendAgainConsent(f steps.Frame, l flows.SlotLine) (flows.FileChosen, bool) {
	if !l.HasFile || l.Picture.Session != f.Session {
		return flows.FileChosen{}, false
	}
	for _, o := range f.Journey.Objections(l.Slot, l.Picture.SHA256) {
		if o.Hard || !isOverridden(l.Picture.Overrides, o.Code) {
			return flows.FileChosen{}, false
		}
	}
	return steps.ResendEvent(l), true
}

func isOverridden(list []string, code string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return flows.IsOverride(o, code) })
}
