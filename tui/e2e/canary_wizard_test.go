//go:build unix

package e2e

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
	c := &console{s: s, cmd: cmd, tty: tty, errs: errs, over: make(chan struct{}), emu: vt.NewEmulator(80, 24), look: watchProcess(cmd.Process.Pid)}
	go c.forwardReplies()
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

// forwardReplies carries the terminal's answers to the program's questions.
func (c *console) forwardReplies() { _, _ = io.Copy(c.tty, c.emu) }

func (c *console) screen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.emu.String()
}

// waitFor waits until every text is on the screen at once.
func (c *console) waitFor(texts ...string) {
	c.s.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		screen, missing := c.screen(), ""
		for _, text := range texts {
			if !tuitest.HasText(screen, text) {
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

func (c *console) typeKeys(text string) {
	c.s.t.Helper()
	if _, err := io.WriteString(c.tty, text); err != nil {
		c.s.t.Fatal(err)
	}
}

// openApplicant opens the dossier, and a folder by its name.
func (c *console) openApplicant() {
	c.waitFor("Who are the pictures for?", "✓ Journal   open")
	c.typeKeys(anna)
	c.waitFor("┃ "+anna, "✓")
	c.typeKeys(tuitest.Enter)
	c.waitFor("Which document", "…39808060", "Canaryfirstqv C.")
	c.typeKeys("ID_CARD")
	c.waitFor("▸ Identity card")
	c.typeKeys(tuitest.Enter)
	c.waitFor("Country of issue")
	c.typeKeys("aus")
	c.waitFor("▸ Australia")
	c.typeKeys(tuitest.Enter)
}

// typePath types a picture's path.
func (c *console) typePath(title, name string) {
	c.s.t.Helper()
	c.waitFor(title)
	c.typeKeys("~/" + canFolder + "/" + canFile + "-" + name)
	c.waitFor(title, "▸ "+canFile, canFile+"-"+name+".jpg", "SHA-256")
}

// walkToApproval is the whole way to the approval, with a look at the service's own words.
func (c *console) walkToApproval() {
	c.openApplicant()
	c.typePath(front, "front")
	c.typeKeys(tuitest.Enter)
	c.typePath(back, "back")
	c.typeKeys(tuitest.Enter)
	c.typePath("file 3 of 3", "selfie")
	c.typeKeys(tuitest.Enter)
	c.waitFor("✓ back", "! selfie", "1 blocker")
	c.typeKeys(tuitest.CtrlG) // to what the news is about
	c.waitFor("WARNING", canRemark)
	c.typeKeys("j")
	c.waitFor("esc close", canRemark)
	c.typeKeys(tuitest.Esc)
	c.waitFor("WARNING")
	c.typeKeys(tuitest.Enter)
	c.waitFor("was accepted with a warning")
	c.takeRow("Keep this picture")
	c.waitFor("Why? The reason is recorded")
	c.takeRow("compared with the original")
	c.waitFor("✓ selfie")
	c.takeRow("Start the check")
	c.waitFor("Start check 1 of 5?")
	c.takeRow("Start the check")
	c.waitFor("Type start to go on.")
	c.typeKeys("start")
	c.waitFor("┃ start")
	c.typeKeys(tuitest.Enter)
	c.waitFor("APPROVED")
}

// takeRow moves the highlight to the row that begins with label, and takes it.
func (c *console) takeRow(label string) {
	c.s.t.Helper()
	c.waitFor(label)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		arrow, row := rowsOf(c.screen(), label)
		switch {
		case row >= 0 && row == arrow:
			c.typeKeys(tuitest.Enter)
			return
		case row > arrow:
			c.typeKeys(tuitest.Down)
		case row >= 0:
			c.typeKeys(tuitest.Up)
		}
		for ; time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if now, at := rowsOf(c.screen(), label); now != arrow || at != row {
				break
			}
		}
	}
	c.s.t.Fatalf("the highlight never came to %q on:\n%s", label, c.screen())
}

// leaveWizard presses ctrl+c twice, or once where nothing is asked.
func (c *console) leaveWizard() {
	c.s.t.Helper()
	c.typeKeys(tuitest.CtrlC)
	c.waitFor("Leave?")
	c.typeKeys(tuitest.CtrlC)
}

// waitForEnd waits for the program's end and returns its exit code and what was to be
// read of it.
func (c *console) waitForEnd() (int, map[string][]byte) {
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
	c.addTerminalOutput(places)
	return c.cmd.ProcessState.ExitCode(), places
}

// leaveAlternate gives the main screen back (xterm's control sequences, DECSET
// 1049).
const leaveAlternate = "\x1b[?1049l"

// addTerminalOutput adds what the terminal got while the program drew and afterwards,
// and what stays on one that has no alternate screen.
func (c *console) addTerminalOutput(places map[string][]byte) {
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
			c.walkToApproval()
			c.leaveWizard()
			code, places := c.waitForEnd()
			if code != 0 || places["terminal after it"] == nil {
				t.Errorf("exit %d: %s", code, places["terminal after it"])
			}
			list := s.search(places)
			failOnLeaks(t, list, onTheScreen)
			requireFound(t, list, "terminal while it runs", "first name", "file name", "path", "remark")
			requireFound(t, list, "file state/", "remark")
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
			program.openApplicant()
			program.typePath(front, "front")
			program.typeKeys(tuitest.Enter)
			program.waitFor(back, "left to take it back")
			if err := program.cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_, places := program.waitForEnd()
			if dumped := bytes.Contains(places["stderr"], []byte("goroutine ")); dumped != c.dumps {
				t.Errorf("a list of goroutines: %v", dumped)
			}
			failOnLeaks(t, s.search(places), onTheScreen)
		})
	}
}
