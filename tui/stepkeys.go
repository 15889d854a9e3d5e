package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// stepOfKey is the index of the step that a key leads to along the breadcrumb; false for
// another key, or where keys are text.
func (m Model) stepOfKey(press tea.KeyPressMsg) (int, bool) {
	here := stageIndex(m.nav.place.Stage)
	switch {
	case !m.nav.currentScreen().letterKeys:
		return 0, false
	case key.Matches(press, m.keys.PreviousStep):
		return max(here-1, 0), true
	case key.Matches(press, m.keys.NextStep):
		return min(here+1, len(screens)-1), true
	case key.Matches(press, m.keys.StepNumber):
		return int(press.Code - '1'), true
	}
	return 0, false
}

// goToStep shows a step, or says why it cannot be shown yet.
func (m Model) goToStep(index int) (Model, tea.Cmd) {
	s := screens[index]
	if s.stage == m.nav.place.Stage {
		return m, nil
	}
	place, ok := s.entry(m.dossier.snap.Journey)
	if !ok {
		m.news.hint = steps.NoticeOf(s.notYetText)
		return m, nil
	}
	return m.showPlace(place)
}

// notYetText says why a step cannot be shown; "" once it can.
func (s screen) notYetText(f steps.Frame) string {
	if _, ok := s.entry(f.Journey); ok {
		return ""
	}
	return fmt.Sprintf("%s cannot be shown yet: %s.", s.name, s.notYet)
}
