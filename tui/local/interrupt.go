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

// checkProgram abandons the program if it takes no message and is not about to quit.
func (w *interruptWatcher) checkProgram() {
	defer w.checking.Store(false)
	wait := time.NewTimer(takeTimeout)
	defer wait.Stop()
	select {
	case <-w.ending.Done():
		return
	case <-wait.C:
	}
	probe := probeMsg{make(chan struct{})}
	go w.send(probe)
	wait.Reset(probeTimeout)
	select {
	case <-w.ending.Done():
	case <-probe.taken:
	case <-wait.C:
		w.abandon()
	}
}
