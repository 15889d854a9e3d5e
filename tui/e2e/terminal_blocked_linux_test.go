package e2e

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dossier/tui/cli"
	"dossier/tui/tuitest"
)

// TestAWizardEndsThoughItsTerminalTakesNoOutput proves that the second ctrl+c and every
// signal end a wizard whose output is stopped, that what was held is not sent, and that the
// terminal has its main screen again once it takes output.
func TestAWizardEndsThoughItsTerminalTakesNoOutput(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(c *console) error{
		"ctrl+c twice": func(c *console) error { c.Type(tuitest.CtrlC); c.Type(tuitest.CtrlC); return nil },
		"TERM":         func(c *console) error { return c.cmd.Process.Signal(syscall.SIGTERM) },
		"HUP":          func(c *console) error { return c.cmd.Process.Signal(syscall.SIGHUP) },
		"INT":          func(c *console) error { return c.cmd.Process.Signal(syscall.SIGINT) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCanaryWorld(t)
			c := s.openConsole(s.program, "--hold", "1h")
			c.openDossier()
			c.typePath(front, "front")
			c.Type(tuitest.Enter)
			c.WaitFor(back, "left to take it back")
			resume := c.stopOutput()
			if err := end(c); err != nil {
				t.Error(err)
			}
			stop := time.AfterFunc(patience, func() { _ = c.cmd.Process.Kill() })
			state, err := c.cmd.Process.Wait()
			stop.Stop()
			resume()
			if err != nil || state.ExitCode() != int(cli.ExitInterrupted) {
				t.Errorf("it ended with %v, %v", state, err)
			}
			<-c.over
			if !strings.Contains(c.output.String(), leaveAlternate) {
				t.Error("the main screen is not shown again")
			}
			if n := len(s.service.Uploads()); n != 0 {
				t.Errorf("%d pictures were sent", n)
			}
		})
	}
}

// stopOutput has the terminal take no output, as after ctrl+s, until the returned func is
// called (tcflow).
func (c *console) stopOutput() (resume func()) {
	c.t.Helper()
	number, err := unix.IoctlGetInt(int(c.tty.Fd()), unix.TIOCGPTN)
	if err != nil {
		c.t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	const outputOff, outputOn = 0, 1 // TCOOFF, TCOON
	if err := unix.IoctlSetInt(int(slave.Fd()), unix.TCXONC, outputOff); err != nil {
		c.t.Fatal(err)
	}
	return func() {
		_ = unix.IoctlSetInt(int(slave.Fd()), unix.TCXONC, outputOn)
		_ = slave.Close()
	}
}
