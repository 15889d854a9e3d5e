package tui

import (
	"cmp"
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/tui/safe"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// journalAccess is the journal as the start needs it: nil desks until it is open, or
// why it cannot be.
type journalAccess struct {
	desks   Desks
	fault   string
	opening bool // a dossier is being opened
	start   startList
}

// isOpening reports whether the journal or a dossier is being opened.
func (j journalAccess) isOpening() bool { return j.opening || j.desks == nil && j.fault == "" }

// connectedMsg is the outcome of opening the journal.
type connectedMsg struct {
	desks     Desks
	err       error
	reopening settings.Interruption // the dossier to open; the zero value is none
}

func (m Model) connectDesks() tea.Cmd {
	ctx, connect, reopen := m.cfg.Ctx, m.cfg.Connect, m.cfg.Reopen
	return func() tea.Msg {
		desks, err := connect(ctx)
		if err != nil || reopen == nil {
			return connectedMsg{desks: desks, err: err}
		}
		return connectedMsg{desks, nil, reopen(ctx)}
	}
}

func (m Model) handleConnected(msg connectedMsg) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		m.journal.fault = faultSentence(msg.err)
		return m.endOpening()
	}
	m.journal.desks = msg.desks
	m.reopening = msg.reopening
	if applicant := cmp.Or(m.cfg.Applicant, msg.reopening.Applicant); applicant != "" {
		next, cmd := m.openDossier(applicant, "")
		return next, tea.Batch(cmd, m.listDossiers())
	}
	next, cmd := m.endOpening()
	return next, tea.Batch(cmd, m.listDossiers())
}

// endOpening tells the first screen that nothing is being opened any more.
func (m Model) endOpening() (tea.Model, tea.Cmd) {
	return m.updateScreen(m.nav.place, steps.OpeningEndedMsg{})
}

// faultSentence says why a journal or a dossier could not be opened. A wizard that
// is leaving says nothing. The system or a database may have worded the cause.
func faultSentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return ""
	}
	return safe.LineOf(assets.Sentence(err.Error()), safe.DetailMax).String()
}
