package local

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"dossier/tui/recovery"
)

// ErrDumbTerminal says that the terminal shows escape codes instead of obeying them.
var ErrDumbTerminal = errors.New("this terminal cannot draw the wizard, as TERM is dumb or not set; use another terminal, or in a script: dossier upload --help")

// canDraw reports whether the terminal of an environment obeys escape codes. Windows sets
// no TERM.
func canDraw(environ []string, system string) bool {
	at := slices.IndexFunc(environ, func(e string) bool { return len(e) > len("TERM=") && e[:len("TERM=")] == "TERM=" })
	if at < 0 {
		return system == "windows"
	}
	return environ[at] != "TERM=dumb"
}

// The window title is kept and put back by the terminal (xterm, XTWINOPS 22 and 23; a
// terminal that does not know them has its title cleared by the library).
const (
	keepTitle    = "\x1b[22;0t"
	restoreTitle = "\x1b[23;0t"
)

// heldTerminal is a terminal while the wizard has it. It is raw before the library makes it
// raw and until its late answers are read, so that they are never echoed as if they were
// typed.
type heldTerminal struct {
	in      *os.File
	out     *terminalOutput
	watcher *recovery.Watcher
	mu      sync.Mutex
	before  *term.State // as it was found
}

// holdTerminal makes a terminal raw.
func holdTerminal(in *os.File, out *terminalOutput, watcher *recovery.Watcher) (*heldTerminal, error) {
	t := &heldTerminal{in: in, out: out, watcher: watcher}
	return t, t.take()
}

// take makes the terminal raw.
func (t *heldTerminal) take() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watcher.Hold()
	state, err := term.MakeRaw(t.in.Fd())
	if err != nil {
		t.watcher.Free()
		return err
	}
	t.before = state
	return nil
}

// keepTitle has the terminal keep its title. A terminal that takes no output is waited for.
func (t *heldTerminal) keepTitle() { _, _ = io.WriteString(t.out, keepTitle) }

// giveBack leaves the terminal as it was found. What was sent to it and not read is dropped
// if discard is set. The screen of a terminal that takes no output is left to the watcher.
func (t *heldTerminal) giveBack(discard bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.before == nil {
		return
	}
	if discard {
		_ = recovery.DiscardInput(t.in.Fd())
	}
	_, _ = io.WriteString(t.out, restoreTitle)
	_ = term.Restore(t.in.Fd(), t.before)
	t.before = nil
	if !t.out.isBlocked() {
		t.watcher.Free()
	}
}

// answerTimeout bounds the wait for late answers: a terminal across the world answers
// within it, and with one that never does the wizard still ends well within a second.
const answerTimeout = 500 * time.Millisecond
