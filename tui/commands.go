package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// availableCommands are all that work now: the screen's own keys, the steps that can be
// reached, and some keys that work everywhere.
func (m Model) availableCommands(f steps.Frame) []steps.Command {
	var list []steps.Command
	for _, b := range m.nav.currentStep().Keys(f) {
		if c, ok := m.keyCommand(b, steps.UpperFirst(keys.Title(b))); ok {
			list = append(list, c)
		}
	}
	if m.dossier.canTakeBack(m.now) {
		list = append(list, actionCommand("Take the send back", m.keys.TakeBack, steps.TakeBack{}))
	}
	if m.dossier.isOpen() {
		copyID := m.keys.Copy
		if !m.copiesApplicantID() {
			copyID = key.Binding{}
		}
		list = append(list, actionCommand("Show the applicant's ID, to copy it", copyID, steps.ShowApplicantID(f.Journey)))
		list = append(list, actionCommand("Go to the first problem", m.keys.Problem, steps.Go{Place: steps.Place{Stage: flows.StageReview}}))
	}
	list = append(list, m.stepCommands()...)
	if m.dossier.isOpen() {
		if m.hasBoard() {
			press, _ := keys.ParsePress(m.keys.Board.Keys()[0])
			list = append(list, actionCommand("Show who works on what", m.keys.Board, steps.PressKey{Key: press}))
		}
		list = append(list, m.startListCommand())
	}
	if explained, ok := m.nav.currentStep().(steps.Explained); ok && len(explained.Explanation(f)) > 0 {
		list = append(list, actionCommand("Show every way to send a file", key.Binding{}, steps.ShowHelp{}))
	}
	list = append(list, actionCommand("Open the help", m.keys.Help, steps.ShowHelp{}))
	if leave, ok := m.keyCommand(m.keys.Leave, "Leave dossier"); ok {
		list = append(list, leave)
	}
	return list
}

func actionCommand(title string, b key.Binding, a steps.Action) steps.Command {
	return steps.Command{Title: title, Key: keys.Label(b), Action: a}
}

// keyCommand is a command that presses its key, so that it does what the key
// does and nothing else. Keys that only move are no commands.
func (m Model) keyCommand(b key.Binding, title string) (steps.Command, bool) {
	names := b.Keys()
	if len(names) == 0 || !b.Enabled() || m.keys.IsMovement(b) {
		return steps.Command{}, false
	}
	press, ok := keys.ParsePress(names[0])
	return actionCommand(title, b, steps.PressKey{Key: press}), ok
}

// stepCommands are the steps that can be gone to now, other than the present one.
func (m Model) stepCommands() []steps.Command {
	var list []steps.Command
	for i, s := range screens {
		place, ok := s.entry(m.dossier.snap.Journey)
		if !ok || s.stage == m.nav.place.Stage || s.stage != flows.StageApplicant && !m.dossier.isOpen() {
			continue
		}
		list = append(list, steps.Command{Title: fmt.Sprintf("Go to step %d: %s", i+1, s.name), Action: steps.Go{Place: place}})
	}
	return list
}
