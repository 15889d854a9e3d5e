package tui

import (
	"crypto/rand"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// panicGuard keeps a fault of the program from printing what was on the screen:
// Bubble Tea writes a panic's value and stack to the terminal, and both can
// hold a person's name. The program ends with a reference instead.
type panicGuard struct {
	model tea.Model
	fault *atomic.Pointer[string]
}

// GuardPanics wraps a model so that a panic in it, or in one of its commands, ends
// the program quietly; Faults tells afterwards.
func GuardPanics(m tea.Model) tea.Model { return panicGuard{m, new(atomic.Pointer[string])} }

// FaultReference returns the reference of the fault that ended the program, "" when
// none did.
func FaultReference(m tea.Model) string {
	s, ok := m.(panicGuard)
	if !ok || s.fault.Load() == nil {
		return ""
	}
	return *s.fault.Load()
}

func (s panicGuard) Init() (cmd tea.Cmd) {
	defer s.recoverAndQuit(&cmd)
	return s.guardCommand(s.model.Init())
}

func (s panicGuard) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = s
	defer s.recoverAndQuit(&cmd)
	// A panic in View can not end the program: the next message does, and the
	// clock of the screen sees to it that there is one.
	if _, broken := msg.(commandPanickedMsg); broken || s.fault.Load() != nil {
		return s, tea.Quit
	}
	next, cmd := s.model.Update(msg)
	s.model = next
	return s, s.guardCommand(cmd)
}

func (s panicGuard) View() (v tea.View) {
	defer s.recoverPanic()
	if s.fault.Load() != nil {
		return tea.NewView("")
	}
	return s.model.View()
}

// commandPanickedMsg reports a panic in a command.
type commandPanickedMsg struct{}

// guardCommand wraps a command, and the commands of a batch.
func (s panicGuard) guardCommand(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if recover() != nil {
				s.recordFault()
				msg = commandPanickedMsg{}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = s.guardCommand(c)
			}
		}
		return msg
	}
}

func (s panicGuard) recoverAndQuit(cmd *tea.Cmd) {
	if recover() != nil {
		s.recordFault()
		*cmd = tea.Quit
	}
}

func (s panicGuard) recoverPanic() {
	if recover() != nil {
		s.recordFault()
	}
}

func (s panicGuard) recordFault() {
	reference := rand.Text()[:8]
	s.fault.CompareAndSwap(nil, &reference)
}
