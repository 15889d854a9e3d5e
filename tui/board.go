package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps/board"
)

// BoardLoader reads who works on what.
type BoardLoader func(context.Context, Desks) ([]board.Row, error)

// hasBoard reports whether the board can be shown now: to a lead.
func (m Model) hasBoard() bool { return m.cfg.Board != nil && m.journal.desks != nil }

// showBoard opens the board above what is on the screen.
func (m Model) showBoard() (Model, tea.Cmd) {
	load, desks := m.cfg.Board, m.journal.desks
	opened, cmd := board.New(m.cfg.Ctx, func(ctx context.Context) ([]board.Row, error) { return load(ctx, desks) })
	return m.openOverlay(opened), cmd
}
