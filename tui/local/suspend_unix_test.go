//go:build unix

package local

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dossier/tui/recovery"
)

// lockedBuffer is an output that is looked at while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// stillKeys is a keyboard on which nobody types.
type stillKeys struct{}

func (stillKeys) Read([]byte) (int, error) { select {} }

// shownModel shows the alternate screen, and says when the program runs.
type shownModel struct{ runs chan struct{} }

func (m shownModel) Init() tea.Cmd                       { return func() tea.Msg { close(m.runs); return nil } }
func (m shownModel) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (shownModel) View() tea.View                        { return tea.View{Content: "shown", AltScreen: true} }

// endsWithin is longer than a program takes to end that nothing holds up.
const endsWithin = 500 * time.Millisecond

// TestAStoppedProgramEndsAfterItHasItsTerminal proves that a program which is ended while it
// is stopped takes the terminal again before it ends, and so leaves it as at every end: one
// that ended first would have the alternate screen shown after it.
func TestAStoppedProgramEndsAfterItHasItsTerminal(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	defer end()
	out, model, ended := &lockedBuffer{}, shownModel{make(chan struct{})}, make(chan struct{})
	program := tea.NewProgram(model, tea.WithContext(ctx), tea.WithInput(stillKeys{}), tea.WithOutput(out), tea.WithEnvironment([]string{"TERM=xterm"}), tea.WithoutSignals())
	go func() {
		defer close(ended)
		_, _ = program.Run()
	}()
	<-model.runs
	s := suspension{program: program, keys: newKeyboard(hangupReader{}, func(tea.Msg) {})}
	_ = s.runReleased(t.Context(), func() error {
		end()
		select {
		case <-ended:
			t.Error("it ended while it was stopped")
		case <-time.After(endsWithin):
		}
		return nil
	})
	<-ended
	text := out.String()
	if on, off := strings.LastIndex(text, "\x1b[?1049h"), strings.LastIndex(text, "\x1b[?1049l"); on < 0 || off < on {
		t.Errorf("the alternate screen is shown at the end: %q", text)
	}
}

// TestModesThatAShellChangedAreGivenBack proves that a wizard which goes on leaves the terminal
// at its end as it was then; and as it was found, where the shell has changed nothing.
func TestModesThatAShellChangedAreGivenBack(t *testing.T) {
	for name, changes := range map[string]bool{"changed": true, "kept raw": false} {
		master, terminal, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = master.Close(), terminal.Close() })
		want, err := term.GetState(terminal.Fd())
		if err != nil {
			t.Fatal(err)
		}
		held, err := holdTerminal(terminal, newTerminalOutput(terminal, t.Context(), nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		if changes {
			want.Cc[unix.VSUSP] = 2
			if err := term.Restore(terminal.Fd(), want); err != nil {
				t.Fatal(err)
			}
		}
		if ok, err := held.makeRawAgain(); !ok || err != nil || !recovery.IsRaw(terminal.Fd()) {
			t.Errorf("%s: held %t, raw %t, %v", name, ok, recovery.IsRaw(terminal.Fd()), err)
		}
		held.giveBack(false)
		if got, err := term.GetState(terminal.Fd()); err != nil || *got != *want {
			t.Errorf("%s: the modes are %+v (%v), want %+v", name, got, err, want)
		}
	}
}
