package tui

import (
	"crypto/rand"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// shield keeps a fault of the program from printing what was on the screen:
// Bubble Tea writes a panic's value and stack to the terminal, and both can
// hold a person's name. The program ends with a reference instead.
type shield struct {
	model tea.Model
	fault *atomic.Pointer[string]
}

// Shield wraps a model so that a panic in it, or in one of its commands, ends
// the program quietly; Faults tells afterwards.
func Shield(m tea.Model) tea.Model { return shield{m, new(atomic.Pointer[string])} }

// Faults returns the reference of the fault that ended the program, "" when
// none did.
func Faults(m tea.Model) string {
	s, ok := m.(shield)
	if !ok || s.fault.Load() == nil {
		return ""
	}
	return *s.fault.Load()
}

func (s shield) Init() (cmd tea.Cmd) {
	defer s.quit(&cmd)
	return s.guard(s.model.Init())
}

func (s shield) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = s
	defer s.quit(&cmd)
	// A panic in View can not end the program: the next message does, and the
	// clock of the screen sees to it that there is one.
	if _, broken := msg.(faulted); broken || s.fault.Load() != nil {
		return s, tea.Quit
	}
	next, cmd := s.model.Update(msg)
	s.model = next
	return s, s.guard(cmd)
}

func (s shield) View() (v tea.View) {
	defer s.note()
	if s.fault.Load() != nil {
		return tea.NewView("")
	}
	return s.model.View()
}

// faulted reports a panic in a command.
type faulted struct{}

// guard wraps a command, and the commands of a batch.
func (s shield) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if recover() != nil {
				s.mark()
				msg = faulted{}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = s.guard(c)
			}
		}
		return msg
	}
}

func (s shield) quit(cmd *tea.Cmd) {
	if recover() != nil {
		s.mark()
		*cmd = tea.Quit
	}
}

func (s shield) note() {
	if recover() != nil {
		s.mark()
	}
}

func (s shield) mark() {
	reference := rand.Text()[:8]
	s.fault.CompareAndSwap(nil, &reference)
}
