package tui

import (
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// Reopener finds the dossier at which the operator was interrupted; the zero value is none.
// It may take seconds and runs in a command.
type Reopener func(context.Context) settings.Interruption

// reopenedText says why a dossier was opened by itself.
func reopenedText(f steps.Frame, i settings.Interruption) string {
	short := flows.ShortApplicant(i.Applicant)
	switch i.Cause {
	case settings.WasLocked:
		return assets.BackAfterLock(short)
	case settings.LastedTooLong:
		return assets.BackAfterLimit(short)
	}
	return assets.BackAfterLostLine(short, f.FormatMinute(i.At))
}

// noteReopened says why the dossier that was just opened is on the screen. The next key alone
// can lead to the start list by esc: nobody chose to be here.
func (m *Model) noteReopened(i settings.Interruption) {
	if i.Applicant == m.dossier.applicant {
		m.news.isReopened, m.news.confirmation = true, reopenedText(m.stepFrame(), i)
	}
}

// leavesReopened reports whether a key leads from a dossier that opened by itself to the start
// list.
func (m Model) leavesReopened(press tea.KeyPressMsg) bool {
	return m.news.isReopened && m.dossier.isOpen() && m.overlays.top() == nil && key.Matches(press, m.keys.Back)
}

// presentKeys are the keys of the present screen that work now.
func (m Model) presentKeys(f steps.Frame) []key.Binding {
	list := m.nav.currentStep().Keys(f)
	if !m.news.isReopened || !m.dossier.isOpen() {
		return list
	}
	isBack := func(b key.Binding) bool { return slices.Equal(b.Keys(), m.keys.Back.Keys()) }
	startList := keys.WithHelp(m.keys.Back, "start list")
	return slices.Insert(slices.DeleteFunc(slices.Clone(list), isBack), 0, startList) // where no width cuts it
}
