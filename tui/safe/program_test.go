package safe

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/creack/pty"
)

// record is an output that can be looked at while it is written.
type record struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

// await polls until the output contains want.
func (r *record) await(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(r.String(), want); {
		if time.Now().After(deadline) {
			t.Fatalf("the program did not write %q", want)
		}
		time.Sleep(time.Millisecond)
	}
}

// tourModel is a program that uses, view after view, what a screen may use.
type tourModel struct {
	views []tea.View
	at    int
	width int
	known int // modes the terminal said it knows
}

func (m tourModel) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, tea.RequestTerminalVersion,
		tea.RequestCapability("RGB"), tea.RequestCapability("Tc"), tea.RequestCursorPosition)
}

// Update asks for a whole new drawing after each change, so that the mark the
// test waits for is written in one piece.
func (m tourModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case int:
		m.at = msg
	case tea.WindowSizeMsg:
		m.width = msg.Width
	case tea.ModeReportMsg:
		m.known++
	default:
		return m, nil
	}
	return m, tea.ClearScreen
}

func (m tourModel) View() tea.View {
	v := m.views[m.at]
	v.Content = fmt.Sprintf("at%dof%dknows%d\n", m.at, m.width, m.known) + v.Content
	return v
}

// rows is a text long enough to be scrolled, repeated, erased and shifted.
func rows(from, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d\x1b[1;3%dmrow %d\x1b[m %s ä漢👍 नमस्ते%s│\n", from+i, (from+i)%8, from+i,
			strings.Repeat("=", 20+from%3), strings.Repeat(" ", 12))
	}
	return b.String()
}

func stops() []tea.View {
	full := func(content string) tea.View {
		return tea.View{Content: content, AltScreen: true, WindowTitle: "dossier"}
	}
	cursor := full(rows(0, 20))
	cursor.Cursor = tea.NewCursor(3, 4)
	cursor.Cursor.Shape, cursor.Cursor.Blink = tea.CursorBar, true
	busy := full(rows(1, 20))
	busy.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, 40)
	busy.WindowTitle = "dossier (2 of 5)"
	failed := full(rows(5, 20))
	failed.ProgressBar = tea.NewProgressBar(tea.ProgressBarError, 70)
	failed.ReportFocus = true
	keys := full("\x1b[38;2;10;200;30;48;5;17;4:3mcolours\x1b[m" + rows(2, 20))
	keys.KeyboardEnhancements.ReportEventTypes = true
	keys.DisableBracketedPasteMode = true
	inline := tea.NewView(rows(0, 3))
	return []tea.View{inline, full(rows(0, 20)), cursor, busy, failed, keys, full(""), full(rows(9, 18)), inline}
}

// runTour runs the tour over out. The terminal's answers switch on synchronised
// output and grapheme clusters.
func runTour(t *testing.T, out io.Writer, seen *record, options ...tea.ProgramOption) {
	t.Helper()
	in, keys := io.Pipe()
	options = append([]tea.ProgramOption{
		tea.WithInput(in), tea.WithOutput(out), tea.WithWindowSize(80, 24), tea.WithoutSignals(),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithColorProfile(colorprofile.TrueColor),
	}, options...)
	m := tourModel{views: stops()}
	p := tea.NewProgram(m, options...)
	done := make(chan error, 1)
	go func() { _, err := p.Run(); done <- err }()
	seen.await(t, "at0of80")
	stepThroughTour(t, p, keys, seen, len(m.views))
	p.Quit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	_ = keys.Close()
}

func stepThroughTour(t *testing.T, p *tea.Program, keys io.Writer, seen *record, stops int) {
	t.Helper()
	for i := 1; i < stops; i++ {
		p.Send(i)
		seen.await(t, fmt.Sprintf("at%dof80", i))
		switch i {
		case 3:
			_, _ = io.WriteString(keys, "\x1b[?2026;2$y\x1b[?2027;2$y")
			seen.await(t, "at3of80knows2")
		case 5:
			p.Send(tea.WindowSizeMsg{Width: 60, Height: 12})
			seen.await(t, "at5of60")
			p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		}
	}
	p.Println("left behind")
	seen.await(t, "left behind")
}

func TestProgramPassesUnchanged(t *testing.T) {
	var bare, behind record
	g := NewGuard(&behind)
	runTour(t, io.MultiWriter(&bare, g), &behind)
	if bare.String() != behind.String() {
		t.Errorf("the guard changed the output:\n%q\n%q", bare.String(), behind.String())
	}
	if g.Dropped() != 0 {
		t.Errorf("%d dropped", g.Dropped())
	}
	for name, part := range map[string]string{
		"alternate screen": "\x1b[?1049h", "and back": "\x1b[?1049l", "title": "\x1b]2;dossier (2 of 5)\a",
		"progress": "\x1b]9;4;1;40\a", "progress end": "\x1b]9;4;0\a", "cursor": "\x1b[5 q", "colour": "38;2;10;200;30",
		"sync": "\x1b[?2026h", "kitty": "\x1b[=3;1u", "background?": "\x1b]11;?\a", "version?": "\x1b[>q", "RGB?": "\x1bP+q524742\x1b\\",
		"paste off": "\x1b[?2004l", "focus": "\x1b[?1004h", "erase": "\x1b[2J",
	} {
		if !strings.Contains(bare.String(), part) {
			t.Errorf("the tour does not show %s, %q", name, part)
		}
	}
}

func TestProgramSeesTheTerminalThroughTheGuard(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo terminal here: %v", err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	var seen record
	copied := make(chan struct{})
	go func() { defer close(copied); _, _ = io.Copy(&seen, master) }()
	g := NewGuard(tty)
	if g.Fd() != tty.Fd() {
		t.Errorf("descriptor %d, want %d", g.Fd(), tty.Fd())
	}
	runTour(t, g, &seen, tea.WithWindowSize(1, 1)) // the size comes from the terminal
	if err := g.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	_ = master.Close()
	<-copied
}

// TestProgramWithADeviceStringIsGuarded keeps a guard from being forgotten: what the program
// writes for a view with a device string must not come out.
func TestProgramWithADeviceStringIsGuarded(t *testing.T) {
	for guard, want := range map[bool]bool{false: true, true: false} {
		var out record
		var w io.Writer = &out
		if guard {
			w = NewGuard(&out)
		}
		m := tourModel{views: []tea.View{tea.NewView("name\x1bPq#0~\x1b\\.jpg")}}
		p := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(w), tea.WithWindowSize(80, 24),
			tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignals())
		done := make(chan error, 1)
		go func() { _, err := p.Run(); done <- err }()
		out.await(t, ".jpg")
		p.Quit()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "\x1bPq"); got != want {
			t.Errorf("guard %v: device string passed is %v", guard, got)
		}
	}
}

var _ interface {
	io.ReadWriteCloser
	Fd() uintptr
} = (*Guard)(nil) // term.File, by which Bubble Tea knows a terminal

var _ terminalFile = (*os.File)(nil)
