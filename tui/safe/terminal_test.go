package safe

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"dossier/tui/safe/hostile"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

const (
	frameWidth  = 2*ListMax + 10
	frameHeight = 3
)

// terminal is a model of a terminal that notes whatever goes beyond text.
type terminal struct {
	*vt.Emulator
	seen []string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	term := &terminal{Emulator: vt.NewEmulator(frameWidth, frameHeight)}
	drained := make(chan struct{})
	go func() { // its answers would block it
		defer close(drained)
		_, _ = io.Copy(io.Discard, term.Emulator)
	}()
	t.Cleanup(func() {
		if p, ok := term.InputPipe().(io.Closer); ok {
			_ = p.Close()
		}
		<-drained
	})
	term.watch()
	return term
}

func (term *terminal) note(what string) { term.seen = append(term.seen, what) }

// mode leaves out wrapping, which the renderer switches off and on again to
// write the last cell of a row.
func (term *terminal) mode(m ansi.Mode) {
	if m != ansi.ModeAutoWrap {
		term.note(fmt.Sprint("mode ", m.Mode()))
	}
}

func (term *terminal) watch() {
	term.SetCallbacks(vt.Callbacks{
		Title: func(string) { term.note("title") }, IconName: func(string) { term.note("icon") },
		AltScreen: func(bool) { term.note("alternate screen") }, Bell: func() { term.note("bell") },
		WorkingDirectory: func(string) { term.note("directory") },
		EnableMode:       term.mode,
		DisableMode:      term.mode,
	})
	for _, osc := range []int{8, 9, 52, 777, 1337} {
		term.RegisterOscHandler(osc, func([]byte) bool { term.note(fmt.Sprint("OSC ", osc)); return true })
	}
	for _, dcs := range []int{'q', ansi.Command(0, '+', 'q'), ansi.Command(0, '$', 'q'), 'p'} {
		term.RegisterDcsHandler(dcs, func(ansi.Params, []byte) bool { term.note("DCS"); return true })
	}
	term.RegisterApcHandler(func([]byte) bool { term.note("APC"); return true })
	term.RegisterPmHandler(func([]byte) bool { term.note("PM"); return true })
	term.RegisterSosHandler(func([]byte) bool { term.note("SOS"); return true })
}

// frame puts text into a box as wide as the terminal.
func frame(text string) string {
	bar := strings.Repeat("─", frameWidth-2)
	room := strings.Repeat(" ", max(0, frameWidth-2-ansi.StringWidth(text)))
	return "┌" + bar + "┐\r\n│" + text + room + "│\r\n└" + bar + "┘"
}

// broken returns what is wrong with the box on the terminal, or nothing.
func (term *terminal) broken() string {
	for y, ends := range [][2]string{{"┌", "┐"}, {"│", "│"}, {"└", "┘"}} {
		for i, x := range []int{0, frameWidth - 1} {
			if got := term.CellAt(x, y).Content; got != ends[i] {
				return fmt.Sprintf("row %d has %q in column %d", y, got, x)
			}
		}
	}
	for x := 1; x < frameWidth-1; x++ {
		if cell := term.CellAt(x, 1); cell != nil && (!cell.Style.IsZero() || !cell.Link.IsZero()) {
			return fmt.Sprintf("column %d has a colour or a link", x)
		}
		if term.CellAt(x, 0).Content != "─" || term.CellAt(x, 2).Content != "─" {
			return fmt.Sprintf("column %d has no bar", x)
		}
	}
	return ""
}

func TestHostileStringsStayInTheirFrame(t *testing.T) {
	for _, s := range hostile.Strings() {
		term := newTerminal(t)
		_, _ = term.WriteString(frame(LineOf(s, ListMax).String()))
		if wrong := term.broken(); wrong != "" {
			t.Errorf("%.60q: %s", s, wrong)
		}
		if len(term.seen) > 0 {
			t.Errorf("%.60q: the terminal noticed %v", s, term.seen)
		}
	}
}

// TestTheModelNoticesAttacks proves that the model would see what the test
// above says is not there.
func TestTheModelNoticesAttacks(t *testing.T) {
	noticed := 0
	for _, s := range hostile.Strings() {
		if strings.Contains(s, "999999999b") { // the model repeats a minute long
			continue
		}
		term := newTerminal(t)
		_, _ = term.WriteString(frame(s))
		if term.broken() != "" || len(term.seen) > 0 {
			noticed++
		}
	}
	if noticed < 70 {
		t.Errorf("only %d raw strings were noticed", noticed)
	}
}

// rendered returns what Bubble Tea's renderer sends for a view, and nothing
// where the renderer panics: x/ansi 0.11.9 does on a control sequence of more
// than 32 numbers, which no guard behind it can help; Line keeps those away.
func rendered(t *testing.T, view string) string {
	t.Helper()
	defer func() {
		if why := recover(); why != nil {
			t.Logf("the renderer panicked: %v", why)
		}
	}()
	var out bytes.Buffer
	r := uv.NewTerminalRenderer(&out, []string{"TERM=xterm-256color"})
	r.SetFullscreen(true)
	r.SetRelativeCursor(false)
	screen := uv.NewScreenBuffer(frameWidth, frameHeight)
	uv.NewStyledString(view).Draw(screen, screen.Bounds())
	r.Render(screen.RenderBuffer)
	if err := r.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestRendererAloneLetsDeviceStringsThrough is why there is a guard: if it
// fails, the renderer has learnt to do without.
func TestRendererAloneLetsDeviceStringsThrough(t *testing.T) {
	view := frame("name\x1bPq#0~\x1b\\.jpg")
	for guard, want := range map[bool]bool{false: true, true: false} {
		term := newTerminal(t)
		var w io.Writer = term
		if guard {
			w = NewGuard(term)
		}
		_, _ = io.WriteString(w, rendered(t, view))
		if got := len(term.seen) > 0; got != want {
			t.Errorf("guard %v: the terminal noticed %v", guard, term.seen)
		}
	}
}

func TestGuardBehindTheRendererHoldsRawHostileStrings(t *testing.T) {
	reached := 0
	for _, s := range hostile.Strings() {
		view := rendered(t, frame(s))
		for _, guard := range []bool{false, true} {
			term := newTerminal(t)
			var w io.Writer = term
			if guard {
				w = NewGuard(term)
			}
			_, _ = io.WriteString(w, view)
			switch {
			case len(term.seen) == 0:
			case guard:
				t.Errorf("%.60q: the terminal noticed %v", s, term.seen)
			default:
				reached++
			}
		}
	}
	if reached == 0 {
		t.Error("no string got through the renderer, so the guard was not tested")
	}
}

// TestRendererPassesUnchanged shows the renderer many small changes, so that
// it uses every short cut it has for the terminals we know.
func TestRendererPassesUnchanged(t *testing.T) {
	var all strings.Builder
	for seed, kind := range []string{"xterm-256color", "tmux-256color", "alacritty", "linux"} {
		out := changes(t, kind, rand.New(rand.NewPCG(1, uint64(seed))))
		if got := guarded(t, out, 4096); got != out {
			t.Errorf("%s: the guard changed the output", kind)
		}
		all.WriteString(out)
	}
	for _, used := range []string{"X", "b", "r", "P", "S", "T", "L", "M", "d", "`", "Z", "K"} {
		if !regexp.MustCompile(`\x1b\[[0-9;]*` + used).MatchString(all.String()) {
			t.Errorf("no change made the renderer use %q", used)
		}
	}
}

func changes(t *testing.T, kind string, random *rand.Rand) string {
	t.Helper()
	const width, height = 100, 24
	var out bytes.Buffer
	r := uv.NewTerminalRenderer(&out, []string{"TERM=" + kind})
	r.SetFullscreen(true)
	r.SetRelativeCursor(false)
	r.SetScrollOptim(true)
	r.SetTabStops(width)
	r.SetBackspace(true)
	screen := uv.NewScreenBuffer(width, height)
	lines := make([]string, height)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d: %x and the rest of it", i, random.Uint64())
	}
	for range 150 {
		change(lines, random)
		screen.Clear()
		uv.NewStyledString(strings.Join(lines, "\n")).Draw(screen, screen.Bounds())
		r.Render(screen.RenderBuffer)
		r.MoveTo(random.IntN(width), random.IntN(height))
		if err := r.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// change edits one line, or scrolls some.
func change(lines []string, random *rand.Rand) {
	at := random.IntN(len(lines))
	by := 1 + random.IntN(4)
	switch random.IntN(6) {
	case 0:
		word := fmt.Sprintf("\x1b[4%dm%d-%s\x1b[m", random.IntN(8), random.IntN(1000), strings.Repeat("x", random.IntN(60)))
		lines[at] = strings.Repeat(" ", random.IntN(40)) + word
	case 1:
		lines[at] = "line" + strings.Repeat("+", by) + strings.TrimPrefix(lines[at], "line")
	case 2:
		lines[at] = "line" + strings.TrimLeft(strings.TrimPrefix(lines[at], "line"), "+")
	case 3: // up
		copy(lines[:len(lines)-at%3], lines[by:])
		lines[len(lines)-1] = fmt.Sprintf("line %x", random.Uint64())
	case 5: // up to the end
		copy(lines[at/2:], lines[at/2+by:])
	case 4: // down
		copy(lines[by+at%3:], lines[at%3:len(lines)-by])
		lines[at%3] = fmt.Sprintf("line %x", random.Uint64())
	}
}
