//go:build unix

package local_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"dossier/tui/tuitest"
)

// console is the real program on a pseudo-terminal.
type console struct {
	s    *scene
	cmd  *exec.Cmd
	tty  *os.File
	errs *bytes.Buffer
	over chan struct{} // closed when all output has been read
	look func() map[string][]byte

	mu     sync.Mutex
	emu    *vt.Emulator
	output bytes.Buffer
}

// open starts the program on a terminal of 80 by 24.
func (s *scene) open(program string, args ...string) *console {
	s.t.Helper()
	s.env["TERM"] = "xterm-256color"
	cmd := s.command(args...)
	cmd.Path, cmd.Args[0] = program, program
	errs := new(bytes.Buffer)
	cmd.Stderr = errs // apart, as what is said on it may hold nothing that the screen may
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		s.t.Fatal(err)
	}
	c := &console{s: s, cmd: cmd, tty: tty, errs: errs, over: make(chan struct{}), emu: vt.NewEmulator(80, 24), look: watching(cmd.Process.Pid)}
	go c.answer()
	go c.read()
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = tty.Close()
		<-c.over
		if p, ok := c.emu.InputPipe().(io.Closer); ok {
			_ = p.Close()
		}
	})
	return c
}

func (c *console) read() {
	defer close(c.over)
	buf := make([]byte, 4096)
	for {
		n, err := c.tty.Read(buf)
		c.mu.Lock()
		c.output.Write(buf[:n])
		_, _ = c.emu.Write(buf[:n])
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// answer carries the terminal's answers to the program's questions.
func (c *console) answer() { _, _ = io.Copy(c.tty, c.emu) }

func (c *console) screen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.emu.String()
}

// see waits until every text is on the screen at once.
func (c *console) see(texts ...string) {
	c.s.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		screen, missing := c.screen(), ""
		for _, text := range texts {
			if !tuitest.Shows(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			c.s.t.Fatalf("never saw %q on:\n%s", missing, screen)
		}
	}
}

func (c *console) keys(text string) {
	c.s.t.Helper()
	if _, err := io.WriteString(c.tty, text); err != nil {
		c.s.t.Fatal(err)
	}
}

// applicant opens the dossier, and a folder by its name.
func (c *console) applicant() {
	c.see("Who are the pictures for?", "✓ Journal   open")
	c.keys(anna)
	c.see("┃ "+anna, "✓")
	c.keys(tuitest.Enter)
	c.see("Which document", "…39808060", "Canaryfirstqv C.")
	c.keys("ID_CARD")
	c.see("▸ Identity card")
	c.keys(tuitest.Enter)
	c.see("Country of issue")
	c.keys("aus")
	c.see("▸ Australia")
	c.keys(tuitest.Enter)
}

// point types a picture's path.
func (c *console) point(title, name string) {
	c.s.t.Helper()
	c.see(title)
	c.keys("~/" + canFolder + "/" + canFile + "-" + name)
	c.see(title, "▸ "+canFile, canFile+"-"+name+".jpg", "SHA-256")
}

// walk is the whole way to the approval, with a look at the service's own words.
func (c *console) walk() {
	c.applicant()
	c.point(front, "front")
	c.keys(tuitest.Enter)
	c.point(back, "back")
	c.keys(tuitest.Enter)
	c.point("file 3 of 3", "selfie")
	c.keys(tuitest.Enter)
	c.see("✓ back", "! selfie", "1 blocker")
	c.keys(tuitest.CtrlG) // to what the news is about
	c.see("WARNING", canRemark)
	c.keys("j")
	c.see("esc close", canRemark)
	c.keys(tuitest.Esc)
	c.see("WARNING")
	c.keys(tuitest.Enter)
	c.see("was accepted with a warning")
	c.take("Keep this picture")
	c.see("Why? The reason is recorded")
	c.take("compared with the original")
	c.see("✓ selfie")
	c.take("Start the check")
	c.see("Start check 1 of 5?")
	c.take("Start the check")
	c.see("Type start to go on.")
	c.keys("start")
	c.see("┃ start")
	c.keys(tuitest.Enter)
	c.see("APPROVED")
}

// take moves the highlight to the row that begins with label, and takes it.
func (c *console) take(label string) {
	c.s.t.Helper()
	c.see(label)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		arrow, row := rowsOf(c.screen(), label)
		switch {
		case row >= 0 && row == arrow:
			c.keys(tuitest.Enter)
			return
		case row > arrow:
			c.keys(tuitest.Down)
		case row >= 0:
			c.keys(tuitest.Up)
		}
		for ; time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if now, at := rowsOf(c.screen(), label); now != arrow || at != row {
				break
			}
		}
	}
	c.s.t.Fatalf("the highlight never came to %q on:\n%s", label, c.screen())
}

// leave presses ctrl+c twice, or once where nothing is asked.
func (c *console) leave() {
	c.s.t.Helper()
	c.keys(tuitest.CtrlC)
	c.see("Leave?")
	c.keys(tuitest.CtrlC)
}

// end waits for the program's end and returns its exit code and what was to be
// read of it.
func (c *console) end() (int, map[string][]byte) {
	c.s.t.Helper()
	stop := time.AfterFunc(30*time.Second, func() { _ = c.cmd.Process.Kill() })
	err := c.cmd.Wait()
	stop.Stop()
	<-c.over
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		c.s.t.Fatal(err)
	}
	places := c.look()
	places["stderr"] = c.errs.Bytes()
	c.s.startedWith(c.cmd, places)
	maps.Copy(places, c.s.files())
	c.terminal(places)
	return c.cmd.ProcessState.ExitCode(), places
}

// leaveAlternate gives the main screen back (xterm's control sequences, DECSET
// 1049).
const leaveAlternate = "\x1b[?1049l"

// terminal adds what the terminal got while the program drew and afterwards,
// and what stays on one that has no alternate screen.
func (c *console) terminal(places map[string][]byte) {
	c.s.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	output := c.output.String()
	at := strings.LastIndex(output, leaveAlternate)
	if at < 0 { // a crash: the terminal keeps all of it
		places["terminal while it runs"] = []byte(output)
		return
	}
	places["terminal while it runs"], places["terminal after it"] = []byte(output[:at]), []byte(output[at:])
	places["screen after it"] = []byte(c.emu.String())
	plain := vt.NewEmulator(80, 24)
	go func() { _, _ = io.Copy(io.Discard, plain) }()
	_, _ = plain.Write([]byte(strings.NewReplacer("\x1b[?1049h", "", leaveAlternate, "").Replace(output)))
	places["screen after it, without an alternate one"] = []byte(plain.String())
	if p, ok := plain.InputPipe().(io.Closer); ok {
		_ = p.Close()
	}
}

// TestCanariesOfTheWizard goes the whole way on a terminal and leaves.
func TestCanariesOfTheWizard(t *testing.T) {
	t.Parallel()
	for name, setup := range map[string]func(*scene){
		"as it is":                      func(*scene) {},
		"the terminal library's traces": func(s *scene) { s.env["TEA_TRACE"], s.env["TEA_DEBUG"] = s.at("work", "trace"), "true" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			setup(s)
			c := s.open(s.program, "--hold", "20ms")
			c.walk()
			c.leave()
			code, places := c.end()
			if code != 0 || places["terminal after it"] == nil {
				t.Errorf("exit %d: %s", code, places["terminal after it"])
			}
			list := s.search(places)
			judge(t, list, onTheScreen)
			had(t, list, "terminal while it runs", "first name", "file name", "path", "remark")
			had(t, list, "file state/", "remark")
			if _, err := os.Stat(s.at("work", "trace")); err == nil {
				t.Error("a trace was written")
			}
		})
	}
}

// TestCanariesOfASignal: the runtime's own list of goroutines, and every other
// end by a signal, hold nothing of a person's.
func TestCanariesOfASignal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		signal syscall.Signal
		trace  string // GOTRACEBACK
		dumps  bool
	}{{syscall.SIGQUIT, "", true}, {syscall.SIGQUIT, "system", true}, {syscall.SIGSEGV, "2", true}, {syscall.SIGABRT, "all", true}, {syscall.SIGTERM, "all", false}, {syscall.SIGHUP, "", false}} {
		t.Run(c.signal.String()+" "+c.trace, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.env["GOTRACEBACK"] = c.trace
			program := s.open(s.program, "--hold", "1h")
			program.applicant()
			program.point(front, "front")
			program.keys(tuitest.Enter)
			program.see(back, "left to take it back")
			if err := program.cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_, places := program.end()
			if dumped := bytes.Contains(places["stderr"], []byte("goroutine ")); dumped != c.dumps {
				t.Errorf("a list of goroutines: %v", dumped)
			}
			judge(t, s.search(places), onTheScreen)
		})
	}
}
