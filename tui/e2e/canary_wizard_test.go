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
	operator
	s    *canaryWorld
	cmd  *exec.Cmd
	tty  *os.File
	errs *bytes.Buffer
	over chan struct{} // closed when all output has been read
	look func() map[string][]byte

	mu     sync.Mutex
	emu    *vt.Emulator
	output bytes.Buffer
}

// openConsole starts the program on a terminal of 80 by 24.
func (s *canaryWorld) openConsole(program string, args ...string) *console {
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
	c.operator = operator{s.t, c}
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

// Screen is what a person sees now.
func (c *console) Screen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.emu.String()
}

// WaitFor waits until every text is on the screen at once.
func (c *console) WaitFor(texts ...string) string {
	c.t.Helper()
	return tuitest.WaitFor(c.t, c.Screen, texts...)
}

// WaitGone waits until none of the texts is on the screen.
func (c *console) WaitGone(texts ...string) string {
	c.t.Helper()
	return tuitest.WaitGone(c.t, c.Screen, texts...)
}

// Type types keys.
func (c *console) Type(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.tty, keys); err != nil {
		c.t.Fatal(err)
	}
}

// openDossier opens Anna's dossier and chooses her documents.
func (c *console) openDossier() {
	c.t.Helper()
	c.openApplicant(anna)
	c.WaitFor("Which document", "…39808060", "Canaryfirstqv C.")
	c.chooseDocuments()
}

// typePath types a picture's path. The list has room for the beginning of its name only,
// the pane next to it shows all of it.
func (c *console) typePath(title, name string) {
	c.t.Helper()
	c.WaitFor(title)
	c.Type("~/" + canFolder + "/" + canFile + "-" + name)
	c.WaitFor(title, "▸ "+canFile[:len("canaryfil")], canFile+"-"+name+".jpg", "SHA-256")
}

// walkToApproval is the whole way to the approval, with a look at the service's own words.
func (c *console) walkToApproval() {
	c.openDossier()
	c.typePath(front, "front")
	c.Type(tuitest.Enter)
	c.typePath(back, "back")
	c.Type(tuitest.Enter)
	c.typePath("picture 3 of 3", "selfie")
	c.Type(tuitest.Enter)
	c.WaitFor("✓ Identity card · back", "! Selfie", "not yet: one")
	c.Type(tuitest.CtrlG) // to what the news is about
	c.WaitFor("WARNING", canRemark)
	c.Type("j")
	c.WaitFor("esc close", canRemark)
	c.Type(tuitest.Esc)
	c.WaitFor("WARNING")
	c.Type(tuitest.Enter)
	c.WaitFor("was accepted with a warning")
	c.takeRow("Keep: compared with the original")
	c.WaitFor("READY", "warning kept")
	c.takeRow("Start the check")
	c.WaitFor("Start check 1 of 5?", "Type start to go on.")
	c.Type("start")
	c.WaitFor("┃ start")
	c.Type(tuitest.Enter)
	c.WaitFor("APPROVED")
}

// waitForEnd waits for the program's end and returns its exit code and what was to be
// read of it.
func (c *console) waitForEnd() (int, map[string][]byte) {
	c.t.Helper()
	stop := time.AfterFunc(30*time.Second, func() { _ = c.cmd.Process.Kill() })
	err := c.cmd.Wait()
	stop.Stop()
	<-c.over
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		c.t.Fatal(err)
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
	c.t.Helper()
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
	for name, setup := range map[string]func(*canaryWorld){
		"as it is":                      func(*canaryWorld) {},
		"the terminal library's traces": func(s *canaryWorld) { s.env["TEA_TRACE"], s.env["TEA_DEBUG"] = s.at("work", "trace"), "true" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCanaryWorld(t)
			setup(s)
			c := s.openConsole(s.program, "--hold", "20ms")
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
		fault  bool
	}{{syscall.SIGQUIT, "", false}, {syscall.SIGQUIT, "system", false}, {syscall.SIGABRT, "", true}, {syscall.SIGSEGV, "2", true}, {syscall.SIGABRT, "all", true}, {syscall.SIGTERM, "all", false}, {syscall.SIGHUP, "", false}} {
		t.Run(c.signal.String()+" "+c.trace, func(t *testing.T) {
			t.Parallel()
			s := newCanaryWorld(t)
			s.env["GOTRACEBACK"] = c.trace
			program := s.openConsole(s.program, "--hold", "1h")
			program.openDossier()
			program.typePath(front, "front")
			program.Type(tuitest.Enter)
			program.WaitFor(back, "left to take it back")
			if err := program.cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_, places := program.waitForEnd()
			if said := places["stderr"]; bytes.Contains(said, []byte("goroutine ")) || bytes.Contains(said, []byte("ended unexpectedly")) != c.fault {
				t.Errorf("says: %s", said)
			}
			failOnLeaks(t, s.search(places), onTheScreen)
		})
	}
}
