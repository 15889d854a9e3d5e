package wizard

import (
	"crypto/rand"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// panicGuard keeps a panic from printing what was on the screen: Bubble Tea writes a
// panic's value and stack to the terminal, and both can hold an applicant's name. The
// program ends with a reference instead.
type panicGuard struct {
	model tea.Model
	fault *atomic.Pointer[string]
	view  *tea.View // of the model after its latest message; nil: none has come
}

// guardPanics wraps a model so that a panic in it, or in one of its commands, ends the
// program quietly; FaultReference says so afterwards.
func guardPanics(m tea.Model) tea.Model {
	return panicGuard{model: m, fault: new(atomic.Pointer[string])}
}

// FaultReference returns the reference of the fault that ended the program, "" when
// none did.
func FaultReference(m tea.Model) string {
	g, ok := unwrap(m)
	if !ok || g.fault.Load() == nil {
		return ""
	}
	return *g.fault.Load()
}

// IsBusy reports whether a wizard has begun something that is not done.
func IsBusy(m tea.Model) bool {
	g, ok := unwrap(m)
	if !ok {
		return false
	}
	clock, ok := g.model.(ticking)
	return ok && clock.wizard.IsBusy()
}

// unwrap is the wizard in what a terminal put around it.
func unwrap(m tea.Model) (panicGuard, bool) {
	for {
		around, ok := m.(interface{ Unwrap() tea.Model })
		if !ok {
			g, ok := m.(panicGuard)
			return g, ok
		}
		m = around.Unwrap()
	}
}

func (g panicGuard) Init() (cmd tea.Cmd) {
	defer g.recoverAndQuit(&cmd)
	return g.guardCommand(g.model.Init())
}

// Update draws too: only from here can a panic of View end the program.
func (g panicGuard) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = g
	defer g.recoverAndQuit(&cmd)
	if _, broken := msg.(commandPanickedMsg); broken || g.fault.Load() != nil {
		return g, tea.Quit
	}
	next, cmd := g.model.Update(msg)
	view := next.View()
	g.model, g.view = next, &view
	return g, g.guardCommand(cmd)
}

func (g panicGuard) View() (v tea.View) {
	defer g.recoverAndQuit(new(tea.Cmd))
	if g.fault.Load() != nil {
		return tea.NewView("")
	}
	if g.view != nil {
		return *g.view
	}
	return g.model.View()
}

// commandPanickedMsg reports a panic in a command.
type commandPanickedMsg struct{}

// guardCommand wraps a command, and the commands of a batch.
func (g panicGuard) guardCommand(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if recover() != nil {
				g.recordFault()
				msg = commandPanickedMsg{}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = g.guardCommand(c)
			}
		}
		return msg
	}
}

// recoverAndQuit is deferred: after a panic, cmd ends the program.
func (g panicGuard) recoverAndQuit(cmd *tea.Cmd) {
	if recover() != nil {
		g.recordFault()
		*cmd = tea.Quit
	}
}

func (g panicGuard) recordFault() {
	reference := rand.Text()[:8]
	g.fault.CompareAndSwap(nil, &reference)
}
