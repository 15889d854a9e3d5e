// Package board is the lead's board: who works on what, and what waits, as it is now. It
// opens a dossier to look at it; it changes nothing. It knows no journal: its rows come from
// a Loader.
package board

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/startlist"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// Row is a dossier on the board.
type Row struct {
	Applicant   string
	Section     Section
	Stage       flows.Stage
	Done, Total int                // pictures accepted and wanted
	Standing    startlist.Standing // what is the matter with it
	Operator    safe.Text          // who works on it, or did last
	Since       time.Time          // when that operator took it; for what nobody has open, when the latest entry was written
	LastKey     time.Time          // of the operator who works on it; zero when nobody does
}

// Section is a part of the board. Sections are drawn in their order.
type Section int

// The sections.
const (
	AtWork     Section = iota // an operator has it open
	NeedsYou                  // something must be decided or done
	Waiting                   // for the service
	Unfinished                // nobody has it open, and it wants more pictures
)

// Loader reads the rows, in the order in which they are drawn within a section.
type Loader func(context.Context) ([]Row, error)

// refreshInterval is how old the board is at most.
const refreshInterval = 2 * time.Second

// loadTimeout bounds one reading.
const loadTimeout = 10 * time.Second

// Board is the board above the start list or a dossier.
type Board struct {
	ctx         context.Context
	load        Loader
	visit       *int // tells the messages of this board from those of one before
	rows        []Row
	isRead      bool      // rows were read once
	isFailed    bool      // the latest reading failed
	readAt      time.Time // when the rows were read
	highlighted string    // an applicant; "" for none
}

// loadedMsg brings the rows.
type loadedMsg struct {
	visit *int
	rows  []Row
	err   error
	at    time.Time
}

// refreshMsg asks for the rows again.
type refreshMsg struct{ visit *int }

// New opens the board. The context ends with the program.
func New(ctx context.Context, load Loader) (Board, tea.Cmd) {
	b := Board{ctx: ctx, load: load, visit: new(int)}
	return b, b.read()
}

func (b Board) read() tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(b.ctx, loadTimeout)
		defer cancel()
		rows, err := b.load(ctx)
		return loadedMsg{b.visit, rows, err, time.Now()}
	}
}

// Update takes rows and keys.
func (b Board) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case loadedMsg:
		return b.handleLoaded(msg)
	case refreshMsg:
		if msg.visit == b.visit {
			return b, b.read(), nil
		}
	case tea.KeyPressMsg:
		return b.handleKey(msg, f)
	}
	return b, nil, nil
}

// handleLoaded takes the rows. After a reading that failed those of the one before stay.
func (b Board) handleLoaded(msg loadedMsg) (steps.Step, tea.Cmd, steps.Action) {
	if msg.visit != b.visit {
		return b, nil, nil
	}
	b.isFailed = msg.err != nil
	if !b.isFailed {
		b.isRead, b.readAt = true, msg.at
		b.rows = slices.Clone(msg.rows)
		slices.SortStableFunc(b.rows, func(x, y Row) int { return int(x.Section) - int(y.Section) })
	}
	return b, b.refreshLater(), nil
}

func (b Board) refreshLater() tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(refreshInterval)
		defer timer.Stop()
		select {
		case <-timer.C:
			return refreshMsg{b.visit}
		case <-b.ctx.Done():
			return nil
		}
	}
}

func (b Board) handleKey(press tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	at := b.highlightedRow()
	switch {
	case key.Matches(press, f.Keys.Back, f.Keys.Board):
		return b, nil, steps.Close{}
	case key.Matches(press, f.Keys.Enter):
		if at < 0 {
			return b, nil, nil
		}
		return b, nil, steps.Close{Then: steps.OpenDossier{Applicant: b.highlighted}}
	}
	if to, ok := steps.MoveHighlight(f.Keys, press, at, len(b.rows), steps.NoRow); ok {
		b.highlighted = ""
		if to >= 0 {
			b.highlighted = b.rows[to].Applicant
		}
	}
	return b, nil, nil
}

// highlightedRow follows the dossier, not the row: the board moves by itself.
func (b Board) highlightedRow() int {
	return slices.IndexFunc(b.rows, func(r Row) bool { return r.Applicant == b.highlighted })
}

// Keys are the bindings that work now.
func (b Board) Keys(f steps.Frame) []key.Binding {
	var list []key.Binding
	at := b.highlightedRow()
	if at >= 0 {
		list = append(list, keys.WithHelp(f.Keys.Enter, "look at it"))
	}
	if len(b.rows) > 0 {
		list = append(list, keys.WithHelp(f.Keys.Up, "row"))
		list = append(list, steps.PageKeys(f.Keys, at, len(b.rows))...)
	}
	return append(list, keys.WithHelp(f.Keys.Back, "close"))
}
