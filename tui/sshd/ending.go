package sshd

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/input"
)

// lastInputTimeout is how long a program may take for its last input.
const lastInputTimeout = 2 * time.Second

// ending ends a program after it has taken its last input, so that no key is on its way to a
// program that has ended: the library's decoder waits with it for ever (ultraviolet,
// TerminalReader.sendEvents) where nobody takes it. The last input is an answer that no
// terminal gives.
type ending struct {
	keys    *input.Reader
	abandon context.CancelFunc // ends the program at once
	begun   atomic.Bool
	left    bool // the program has said that it ends; used by its own loop alone
}

// lastMode is a mode that no terminal has; lastInput says so.
const (
	lastMode  = ansi.DECMode(9999)
	lastInput = "\x1b[?9999;0$y"
)

// begin gives the program its last input. A program that does not take it ends all the same.
func (e *ending) begin() {
	if e.begun.CompareAndSwap(false, true) {
		e.keys.Finish(lastInput)
		time.AfterFunc(lastInputTimeout, e.abandon)
	}
}

// filter looks at each message of the program. Nothing acts on a wizard that has said that
// it ends.
func (e *ending) filter(msg tea.Msg) tea.Msg {
	if report, ok := msg.(tea.ModeReportMsg); ok && report.Mode == lastMode && e.begun.Load() {
		return tea.QuitMsg{}
	}
	if _, ok := msg.(tea.QuitMsg); ok {
		e.left = true
		e.begin()
	}
	if e.left {
		return nil
	}
	return msg
}
