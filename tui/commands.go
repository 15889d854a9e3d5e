package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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
		list = append(list, m.startListCommand())
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
	press, ok := parseKeyPress(names[0])
	return actionCommand(title, b, steps.PressKey{Key: press}), ok
}

// parseKeyPress is the message of a key by its name.
func parseKeyPress(name string) (tea.KeyPressMsg, bool) {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "f1": tea.KeyF1,
	}
	var mod tea.KeyMod
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		name, mod = rest, tea.ModCtrl
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}, true
	}
	runes := []rune(name)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	if mod != 0 {
		return tea.KeyPressMsg{Code: runes[0], Mod: mod}, true
	}
	return tea.KeyPressMsg{Code: runes[0], Text: name}, true
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
