package tui

import (
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/steps"
)

// newsFor is how long news stays at least: somebody who is typing when it comes
// must still see it.
const newsFor = 3 * time.Second

// news is what became worse between two states, in one sentence. It never
// moves the screen: the status line and the bell say it, ctrl+g goes there.
func news(before, after desk.Snapshot) string {
	if before.Journey.Head() == 0 || before.Journey.Head() == after.Journey.Head() {
		return ""
	}
	if _, was := before.Journey.Incident(); !was {
		if _, is := after.Journey.Incident(); is {
			return "STOP: an answer named another applicant or document. ctrl+g shows it."
		}
	}
	for _, l := range after.Journey.Lines() {
		old, known := before.Journey.Line(l.Slot)
		if !known || old.State == l.State && len(old.Open) >= len(l.Open) {
			continue
		}
		if word := bad(l); word != "" {
			return fmt.Sprintf("%s: %s. ctrl+g shows why.", steps.SlotTitle(l), word)
		}
	}
	return ""
}

// bad is a state that needs a person, as a word; "" for good ones and for what
// the person did themselves. What was set aside with its other side is not
// said: its other side is.
func bad(l flows.Line) string {
	switch {
	case l.State == flows.Refused:
		return "refused"
	case l.State == flows.Unconfirmed:
		return "unclear, it may have been received"
	case l.State == flows.Failed && l.Cause != flows.CauseTakenBack:
		return "not sent"
	case l.State == flows.Accepted && len(l.Open) > 0:
		return "accepted with a warning"
	}
	return ""
}
