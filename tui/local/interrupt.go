package local

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// How long the program may take for a second ctrl+c, and then for a message of its own,
// before it counts as blocked.
const (
	takeTimeout  = 50 * time.Millisecond
	probeTimeout = 150 * time.Millisecond
)

// maxProbes is how often a program that answers is asked after a second ctrl+c: for at least
// half a second, far longer than a key takes from the terminal to the screen.
const maxProbes = 10

// interruptWatcher ends a program that takes no keys. The library takes none while the
// terminal takes no output; the second ctrl+c ends the wizard all the same. A ctrl+c that
// the program takes is only a key.
type interruptWatcher struct {
	send     func(tea.Msg)
	ending   context.Context // done while the wizard ends
	leave    func()          // is called when the program is about to quit
	abandon  func()          // is called when the program takes no keys
	presses  atomic.Int64    // of ctrl+c since the program took another key
	checking atomic.Bool
}

// probeMsg is a message that the program takes when it takes any.
type probeMsg struct{ taken chan struct{} }

// notePress counts a ctrl+c that was read from the terminal. It does not block.
func (w *interruptWatcher) notePress() {
	if w.presses.Add(1) > 1 && w.checking.CompareAndSwap(false, true) {
		go w.checkProgram()
	}
}

// filterMessage looks at each message that the program takes (tea.WithFilter).
func (w *interruptWatcher) filterMessage(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case probeMsg:
		close(msg.taken)
		return nil
	case tea.KeyPressMsg:
		if msg.String() != "ctrl+c" {
			w.presses.Store(0)
		}
	case tea.QuitMsg, tea.InterruptMsg:
		w.leave()
	}
	return msg
}

// checkProgram abandons the program if it takes no message and is not about to quit. It
// asks again for as long as a key may be on its way: an answer can overtake the ctrl+c whose
// frame the terminal then does not take.
func (w *interruptWatcher) checkProgram() {
	defer w.checking.Store(false)
	for range maxProbes {
		if w.presses.Load() < 2 {
			return
		}
		if !w.takesMessages() {
			w.abandon()
			return
		}
	}
}

// takesMessages reports whether the program takes a message, or is about to quit.
func (w *interruptWatcher) takesMessages() bool {
	wait := time.NewTimer(takeTimeout)
	defer wait.Stop()
	select {
	case <-w.ending.Done():
		return true
	case <-wait.C:
	}
	probe := probeMsg{make(chan struct{})}
	go w.send(probe)
	wait.Reset(probeTimeout)
	select {
	case <-w.ending.Done():
	case <-probe.taken:
	case <-wait.C:
		return false
	}
	return true
}
