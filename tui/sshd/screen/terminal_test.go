package screen

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

var environ = []string{"TERM=xterm-256color", "SSH_TTY=1"}

// emulated is a terminal that is written to as a session is.
type emulated struct {
	*vt.Emulator
	modes  map[int]bool // those that were switched, and how
	titles []string
}

func newEmulated(t *testing.T, w, h int) *emulated {
	t.Helper()
	e := &emulated{Emulator: vt.NewEmulator(w, h), modes: map[int]bool{}}
	e.SetCallbacks(vt.Callbacks{
		Title:       func(s string) { e.titles = append(e.titles, s) },
		EnableMode:  func(m ansi.Mode) { e.modes[m.Mode()] = true },
		DisableMode: func(m ansi.Mode) { e.modes[m.Mode()] = false },
	})
	ended := make(chan struct{})
	go func() { // its answers
		defer close(ended)
		_, _ = io.Copy(io.Discard, e.Emulator)
	}()
	t.Cleanup(func() {
		_ = e.InputPipe().(io.Closer).Close()
		<-ended
	})
	return e
}

func (e *emulated) write(t *testing.T, p []byte) {
	t.Helper()
	if _, err := e.Emulator.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		t.Fatal(err)
	}
}

// randomView is a screen with colours, wide characters, lines that are too long and a cursor.
func randomView(r *rand.Rand, w, h int) tea.View {
	words := []string{"passport", "Müller", "漢字", "👍🏽", "e\u0301", "   ", "────", "✓", "x"}
	var lines []string
	for range r.IntN(h + 2) {
		var line strings.Builder
		for ansi.StringWidth(line.String()) < r.IntN(w+10) {
			word := words[r.IntN(len(words))]
			if r.IntN(2) == 0 {
				word = fmt.Sprintf("\x1b[%d;38;5;%dm%s\x1b[m", r.IntN(2), r.IntN(256), word)
			}
			line.WriteString(word)
		}
		lines = append(lines, line.String())
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen, v.WindowTitle = true, "dossier"
	if r.IntN(3) > 0 {
		v.Cursor = tea.NewCursor(r.IntN(w), r.IntN(h))
		v.Cursor.Blink = false
	}
	return v
}

// change makes a few lines of a view others, as a key press does.
func change(r *rand.Rand, v tea.View, w, h int) tea.View {
	lines, others := strings.Split(v.Content, "\n"), strings.Split(randomView(r, w, h).Content, "\n")
	for range 1 + r.IntN(3) {
		lines[r.IntN(len(lines))] = others[r.IntN(len(others))]
	}
	if r.IntN(3) == 0 { // a list scrolls
		lines = append(lines[1:], lines[0])
	}
	v.Content = strings.Join(lines, "\n")
	return v
}

// A terminal shows the last frame and nothing else, whatever frames were before, and whether
// their cells were kept or made again.
func TestTheTerminalShowsTheFrame(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		w, h := 20+r.IntN(60), 5+r.IntN(20)
		e := newEmulated(t, w, h)
		term := terminal{environ: environ}
		f := frame{isSet: true, width: w, height: h, profile: colorprofile.ANSI256, isAtomic: r.IntN(2) == 0, view: randomView(r, w, h)}
		for step := range 12 {
			if f.view = change(r, f.view, w, h); r.IntN(4) == 0 {
				f.view = randomView(r, w, h)
			}
			if r.IntN(5) == 0 {
				w, h = 20+r.IntN(60), 5+r.IntN(20)
				e.Resize(w, h)
				f.width, f.height, f.view = w, h, randomView(r, w, h)
			}
			if r.IntN(3) == 0 {
				term.cells = nil
			}
			e.write(t, term.show(f))
			if want := shownAlone(t, f); e.Render() != want {
				t.Fatalf("seed %d, step %d: shown\n%s\nwant\n%s", seed, step, e.String(), want)
			}
			if c := f.view.Cursor; c == nil != e.CursorHidden() || c != nil && (e.CursorPosition().X != c.X || e.CursorPosition().Y != c.Y) {
				t.Fatalf("seed %d, step %d: the cursor is at %v, hidden %v; want %v", seed, step, e.CursorPosition(), e.CursorHidden(), c)
			}
			if again := term.show(f); len(again) != 0 {
				t.Fatalf("seed %d, step %d: the same frame again takes %q", seed, step, again)
			}
		}
	}
}

// shownAlone is what a new terminal shows of a frame.
func shownAlone(t *testing.T, f frame) string {
	t.Helper()
	e, term := newEmulated(t, f.width, f.height), terminal{environ: environ}
	e.write(t, term.show(f))
	return e.Render()
}

// fixedModel shows one view.
type fixedModel struct{ view tea.View }

func (fixedModel) Init() tea.Cmd                         { return nil }
func (m fixedModel) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (m fixedModel) View() tea.View                      { return m.view }

// A frame looks as Bubble Tea's own renderer draws it.
func TestAFrameLooksAsTheLibraryDrawsIt(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		w, h := 20+r.IntN(60), 5+r.IntN(20)
		f := frame{isSet: true, width: w, height: h, profile: colorprofile.ANSI256, view: randomView(r, w, h)}
		var out bytes.Buffer
		p := tea.NewProgram(fixedModel{f.view}, tea.WithInput(nil), tea.WithOutput(&out), tea.WithEnvironment(environ), tea.WithColorProfile(f.profile),
			tea.WithWindowSize(w, h), tea.WithoutSignals())
		go p.Quit()
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		drawn, _, _ := strings.Cut(out.String(), ansi.ResetModeAltScreenSaveCursor)
		e := newEmulated(t, w, h)
		e.write(t, []byte(drawn))
		if got := shownAlone(t, f); got != e.Render() {
			t.Errorf("seed %d: drawn\n%q\nby the library\n%q", seed, got, e.Render())
		}
	}
}

// What was switched on is switched off again at the end, whatever was shown.
func TestLeavingGivesTheTerminalBack(t *testing.T) {
	for _, term := range []string{"TERM=xterm-256color", "TERM=xterm-kitty"} {
		e, tm := newEmulated(t, 40, 10), terminal{environ: []string{term}}
		e.write(t, []byte("$ ssh host\n"))
		before := e.Render()
		f := frame{isSet: true, width: 40, height: 10, profile: colorprofile.TrueColor, isAtomic: true, byGraphemes: true, view: tea.NewView("secret\nsecret")}
		f.view.WindowTitle, f.view.ProgressBar = "dossier", tea.NewProgressBar(tea.ProgressBarDefault, 40)
		bytes := tm.show(f)
		e.write(t, bytes)
		last := tm.leave()
		e.write(t, last)
		if e.Render() != before || e.CursorHidden() {
			t.Errorf("%s: left as\n%s\nhidden cursor: %v", term, e.Render(), e.CursorHidden())
		}
		for mode, on := range e.modes {
			if on != (mode == ansi.ModeTextCursorEnable.Mode()) {
				t.Errorf("%s: mode %d is on: %v", term, mode, on)
			}
		}
		all := string(bytes) + string(last)
		for _, pair := range [][2]string{{saveTitle, restoreTitle}, {ansi.PushKittyKeyboard(1), ansi.PopKittyKeyboard(1)}, {ansi.SetModifyOtherKeys2, ansi.ResetModifyOtherKeys}, {ansi.SetProgressBar(40), ansi.ResetProgressBar}} {
			if strings.Count(all, pair[0]) != 1 || !strings.Contains(string(last), pair[1]) {
				t.Errorf("%s: %q is not undone by %q in %q", term, pair[0], pair[1], last)
			}
		}
		if tm.leave() != nil {
			t.Error("a terminal is given back twice")
		}
	}
}

// A terminal that nothing was written to is left alone.
func TestATerminalThatWasNotEnteredIsLeftAlone(t *testing.T) {
	if tm := (&terminal{environ: environ}); tm.leave() != nil || tm.show(frame{width: 80, height: 24}) != nil {
		t.Error("something is written")
	}
}

// A view of the library has no field that is neither drawn here nor known to be left out.
func TestEveryFieldOfAViewIsKnown(t *testing.T) {
	drawn := []string{"Content", "Cursor", "WindowTitle", "ProgressBar"}
	leftOut := []string{
		"AltScreen", "DisableBracketedPasteMode", // always the alternate screen, always pastes
		"OnMouse", "MouseMode", "BackgroundColor", "ForegroundColor", "ProgramStatus", "ReportFocus", "KeyboardEnhancements", // the wizard uses none
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[tea.View]()) {
		if !slices.Contains(drawn, field.Name) && !slices.Contains(leftOut, field.Name) {
			t.Errorf("a view has a field %s", field.Name)
		}
	}
}
