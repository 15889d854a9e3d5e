package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/steps"
)

// alert says what became worse, what ctrl+g does about it, and which picture it is
// about.
type alert struct {
	message, hint string
	slot          flows.Slot
}

// statusText is the alert in a line. It offers no key while an overlay has the keys.
func (a alert) statusText(covered bool) string {
	if covered || a.message == "" {
		return a.message
	}
	return a.message + " " + a.hint
}

// isResolved reports whether nothing is wrong with the picture any more.
func (a alert) isResolved(s desk.Snapshot) bool {
	if incident, stopped := s.Journey.Incident(); stopped && incident.Slot == a.slot {
		return false
	}
	l, wanted := s.Journey.Line(a.slot)
	return a.message != "" && (!wanted || problemWord(l) == "")
}

// detectAlert compares two snapshots and says what became worse, in one sentence. An
// alert never moves the screen: ctrl+g goes there.
func detectAlert(before, after desk.Snapshot) alert {
	if before.Journey.Head() == 0 || before.Journey.Head() == after.Journey.Head() {
		return alert{}
	}
	if _, was := before.Journey.Incident(); !was {
		if a, is := after.Journey.Incident(); is {
			return alert{"STOP: " + assets.Mismatch.Short + ".", "ctrl+g shows it.", a.Slot}
		}
	}
	for _, l := range after.Journey.Lines() {
		old, known := before.Journey.Line(l.Slot)
		if !known || old.State == l.State && len(old.Open) >= len(l.Open) {
			continue
		}
		if word := problemWord(l); word != "" {
			return alert{fmt.Sprintf("%s: %s.", steps.SlotTitle(l), word), "ctrl+g shows why.", l.Slot}
		}
	}
	return alert{}
}

// confirmTakeBack confirms a take-back and asks for that picture again, on a new screen:
// the wrong file is no longer highlighted.
func (m Model) confirmTakeBack(slot flows.Slot) (Model, tea.Cmd) {
	l, _ := m.dossier.snap.Journey.Line(slot)
	to := steps.Place{Stage: flows.StageFiles, Slot: slot}
	delete(m.nav.visited, to)
	m.news.takeBackRequested, m.dossier.firstPlaceShown = false, true
	m.news.confirmation = steps.UpperFirst(steps.ShortTitle(l)) + ": " + assets.Clause(steps.TakenBackText(m.stepFrame(), l)) + "."
	return m.showPlace(to)
}

// problemWord is the word for a state that needs the operator, "" for good states and
// for what the operator did. A side that was set aside together with the other one
// has none: the other side is named.
func problemWord(l flows.SlotLine) string {
	switch {
	case l.State == flows.Refused:
		return "refused"
	case l.State == flows.Unclear:
		return assets.UnclearWord.String()
	case l.HasFailed() && !l.IsTakenBack():
		return assets.SlotWords(l).Short
	case l.State == flows.Accepted && len(l.Open) > 0:
		return "accepted with a warning"
	}
	return ""
}
