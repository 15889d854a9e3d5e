package tui

import (
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// requestLeave asks first, and leaves at the second ctrl+c. Nothing is lost either way:
// every fact is in the journal.
func (m Model) requestLeave() (tea.Model, tea.Cmd) {
	if m.leaving || !m.dossier.isOpen() && m.overlays.top() == nil && len(m.backgroundTexts()) == 0 {
		return m, tea.Quit
	}
	m.leaving = true
	return m.openOverlay(newDialogForm(leaveDialog(), m.overlayFrame())), nil
}

// leaveDialog asks whether to leave. The clock of a picture that can be taken back runs on
// meanwhile, so what leaving means is said as it is now.
func leaveDialog() steps.Dialog {
	stay := steps.Choice{Label: "Stay"}
	leave := steps.Choice{Label: "Leave dossier", Then: func(string) steps.Action { return steps.Quit{} }}
	return steps.Dialog{Title: "Leave?", TextNow: func(f steps.Frame) []string { return f.Covered.Leaving }, Choices: []steps.Choice{stay, leave}}
}

// leaveTexts say what leaving means: first for what is being sent, as a low window shows
// the first lines only.
func (m Model) leaveTexts() []string {
	var text []string
	j := m.dossier.snap.Journey
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Sending, flows.Chosen:
			text = append(text, m.leaveUnreleasedText(l))
		case flows.Awaiting:
			text = append(text, assets.LeaveUnderway.With(steps.SlotTitle(l), m.unansweredText()))
		}
	}
	if m.dossier.snap.Pending > 0 {
		text = append(text, "What became of a request is not recorded yet; stay until it is.")
	}
	return append(append(text, m.backgroundTexts()...), m.comingBackText())
}

// comingBackText says where the work goes on.
func (m Model) comingBackText() string {
	again := "Start dossier again"
	if m.isByService() || m.cfg.Inbox.Forced {
		again = "Log in again"
	}
	if m.dossier.snap.Removed {
		return "This dossier was removed from the journal. " + again + " to begin it from the start; pictures are picked again."
	}
	return "Everything so far is recorded. " + again + " to go on at this place; pictures are picked again."
}

// leaveUnreleasedText is what leaving means for a picture whose last byte was not sent.
func (m Model) leaveUnreleasedText(l flows.SlotLine) string {
	switch {
	case l.State == flows.Sending && m.dossier.snap.Sends[l.Attempt.Number].Begun:
		return assets.LeaveMidway.With(steps.SlotTitle(l))
	case l.State == flows.Chosen && l.Transfer != flows.TransferNone:
		return steps.SlotTitle(l) + ": " + assets.Clause(assets.LineCauseText(l).Meaning) + "."
	}
	return assets.LeaveUnsent.With(steps.SlotTitle(l))
}

// unansweredText is what leaving means for a picture without an answer.
func (m Model) unansweredText() string {
	if m.dossier.snap.Removed {
		return "what became of it is not recorded"
	}
	return "its answer may be missed and then needs a decision"
}
