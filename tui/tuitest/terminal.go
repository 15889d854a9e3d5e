// Package tuitest runs a screen in a terminal emulator inside the test: it
// types, waits for what a person would wait for, and reads the screen as they
// would see it. Tests only.
package tuitest

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"dossier/tui/safe"
)

// waitTimeout is how long WaitFor waits; a screen that never comes fails the test.
const waitTimeout = 90 * time.Second

// Options say what kind of terminal it is. The zero value is one of 80 by 24
// cells with all colours.
type Options struct {
	Width, Height int
	// Environ is what the program sees of its surroundings. When set, the
	// colours follow from it, as in a real terminal.
	Environ []string
}

// Term is a running program and the terminal it draws on.
type Term struct {
	t          *testing.T
	mu         sync.Mutex
	emulator   *vt.Emulator
	guard      *safe.Guard
	in         *io.PipeWriter
	Program    *tea.Program
	done       chan struct{}
	finalModel tea.Model
	err        error
	output     bytes.Buffer
	screen     string // what the emulator shows; empty after a change, until somebody looks
	titles     map[string]bool
	modes      map[int]bool
}

// Start runs m on a terminal of a certain kind, through the output guard, as
// the real program does. It is ended when the test ends.
func Start(t *testing.T, m tea.Model, o Options) *Term {
	t.Helper()
	w, h := cmp.Or(o.Width, 80), cmp.Or(o.Height, 24)
	pr, pw := io.Pipe()
	term := &Term{
		t: t, emulator: vt.NewEmulator(w, h), in: pw, done: make(chan struct{}),
		titles: map[string]bool{}, modes: map[int]bool{},
	}
	term.guard = safe.NewGuard(term)
	term.recordCallbacks()
	go term.forwardReplies()
	term.Program = tea.NewProgram(m, append(colourOptions(o), tea.WithInput(pr), tea.WithOutput(term.guard),
		tea.WithWindowSize(w, h), tea.WithoutSignals(), tea.WithFPS(120))...)
	go func() {
		defer close(term.done)
		term.finalModel, term.err = term.Program.Run()
	}()
	t.Cleanup(func() {
		term.Program.Kill()
		<-term.done
		_ = pr.Close()
		if c, ok := term.emulator.InputPipe().(io.Closer); ok {
			_ = c.Close()
		}
	})
	return term
}

// colourOptions are what the terminal can show: everything, or what its surroundings
// say.
func colourOptions(o Options) []tea.ProgramOption {
	if o.Environ != nil {
		return []tea.ProgramOption{tea.WithEnvironment(o.Environ)}
	}
	return []tea.ProgramOption{
		tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithColorProfile(colorprofile.TrueColor),
	}
}

// recordCallbacks notes what the program does to the terminal besides drawing. The
// emulator calls back while it is written to, so the lock is held.
func (term *Term) recordCallbacks() {
	term.emulator.SetCallbacks(vt.Callbacks{
		Title:       func(s string) { term.titles[s] = true },
		EnableMode:  func(m ansi.Mode) { term.modes[m.Mode()] = true },
		DisableMode: func(m ansi.Mode) { term.modes[m.Mode()] = false },
	})
}

// forwardReplies carries the terminal's answers to the program's questions. They must
// never block the side that draws.
func (term *Term) forwardReplies() {
	replies := make(chan []byte, 256)
	go func() {
		for b := range replies {
			_, _ = term.in.Write(b)
		}
	}()
	defer close(replies)
	buf := make([]byte, 256)
	for {
		n, err := term.emulator.Read(buf)
		if err != nil {
			return
		}
		replies <- bytes.Clone(buf[:n])
	}
}

// Write draws. The program's input is no terminal, so it writes bare line
// feeds.
func (term *Term) Write(p []byte) (int, error) {
	term.mu.Lock()
	defer term.mu.Unlock()
	term.output.Write(p)
	term.screen = ""
	_, err := term.emulator.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// Screen is what a person sees now, one line per row. Who waits looks often, and reading
// the emulator takes long under the race detector.
func (term *Term) Screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	if term.screen == "" {
		term.screen = term.emulator.String()
	}
	return term.screen
}

// Output is every byte that reached the terminal so far.
func (term *Term) Output() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.output.String()
}

// Dropped is how much the output guard kept from the terminal so far.
func (term *Term) Dropped() int { return term.guard.Dropped() }

// AllowClipboard lets exactly this text pass to the clipboard, as the real
// program's guard does.
func (term *Term) AllowClipboard(text string) { term.guard.AllowClipboard(text) }

// Titles are the window titles that were set so far, sorted.
func (term *Term) Titles() []string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return slices.Sorted(maps.Keys(term.titles))
}

// Modes are the numbers of the terminal's modes that were switched on and not
// off again, sorted.
func (term *Term) Modes() []int {
	term.mu.Lock()
	defer term.mu.Unlock()
	var on []int
	for m, is := range term.modes {
		if is {
			on = append(on, m)
		}
	}
	return slices.Sorted(slices.Values(on))
}

// Type types text as single keys; keys are their bytes ("\r", "\x1b", "\t").
// A program that has ended reads none.
func (term *Term) Type(s string) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.WriteString(term.in, s)
	}()
	select {
	case <-read:
	case <-term.done:
	}
}

// Keys of a terminal, for Type. Esc is written as the Kitty protocol does: the
// bare byte would be taken together with a key that follows at once.
const (
	Enter = "\r"
	Esc   = "\x1b[27u"
	F1    = "\x1bOP"
	Up    = "\x1b[A"
	Down  = "\x1b[B"
	CtrlC = "\x03"
	CtrlG = "\x07"
	CtrlU = "\x15"
	CtrlZ = "\x1a"
)

// Paste pastes text as one bracketed paste.
func (term *Term) Paste(s string) { term.Type(ansi.BracketedPasteStart + s + ansi.BracketedPasteEnd) }

// Resize changes the window.
func (term *Term) Resize(w, h int) {
	term.mu.Lock()
	term.screen = ""
	term.emulator.Resize(w, h)
	term.mu.Unlock()
	term.Program.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// WaitFor waits until every text is on the screen at once and returns the screen. A
// text that is wrapped inside its column is found too.
func (term *Term) WaitFor(texts ...string) string {
	term.t.Helper()
	return WaitFor(term.t, term.Screen, texts...)
}

// WaitGone waits until none of the texts is on the screen.
func (term *Term) WaitGone(texts ...string) string {
	term.t.Helper()
	return WaitGone(term.t, term.Screen, texts...)
}

// WaitFor is [Term.WaitFor] for any other terminal.
func WaitFor(t *testing.T, screen func() string, texts ...string) string {
	t.Helper()
	return waitForTexts(t, screen, "never saw", texts, true)
}

// WaitGone is [Term.WaitGone] for any other terminal.
func WaitGone(t *testing.T, screen func() string, texts ...string) string {
	t.Helper()
	return waitForTexts(t, screen, "still see", texts, false)
}

func waitForTexts(t *testing.T, read func() string, fault string, texts []string, want bool) string {
	t.Helper()
	seen, missing := "not looked at yet", ""
	for end := time.Now().Add(waitTimeout); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		screen := read()
		if screen == seen {
			continue
		}
		seen = screen
		if missing = findMissing(screen, texts, want); missing == "" {
			return screen
		}
	}
	t.Fatalf("%s %q on:\n%s", fault, missing, seen)
	return ""
}

// findMissing is a text that is not on the screen, or one that is although it should not be.
func findMissing(screen string, texts []string, want bool) string {
	for _, text := range texts {
		if HasText(screen, text) != want {
			return text
		}
	}
	return ""
}

// HasText reports whether a text is on a screen, on one row or wrapped inside its
// column.
func HasText(screen, text string) bool {
	if strings.Contains(screen, text) {
		return true
	}
	var columns [2]strings.Builder
	for row := range strings.Lines(screen) {
		left, right, _ := strings.Cut(row, "│")
		for i, part := range []string{left, right} {
			for word := range strings.FieldsSeq(part) {
				columns[i].WriteString(word + " ")
			}
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	return strings.Contains(columns[0].String(), text) || strings.Contains(columns[1].String(), text)
}

// HasEnded reports whether the program has ended.
func (term *Term) HasEnded() bool {
	select {
	case <-term.done:
		return true
	default:
		return false
	}
}

// Wait waits for the program's end and returns its last model.
func (term *Term) Wait() (tea.Model, error) {
	term.t.Helper()
	select {
	case <-term.done:
		return term.finalModel, term.err
	case <-time.After(waitTimeout):
		term.t.Fatalf("the program does not end; it shows:\n%s", term.Screen())
	}
	return nil, nil
}
