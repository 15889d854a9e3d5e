package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// TestAKilledWizardLeavesTheTerminalUsable proves that the shell has its terminal again,
// whatever ended the wizard, and that no list of goroutines is on the screen.
func TestAKilledWizardLeavesTheTerminalUsable(t *testing.T) {
	t.Parallel()
	requireTools(t, "bash", "pgrep")
	for _, signal := range []string{"KILL", "SEGV", "ABRT", "BUS"} {
		for _, command := range []string{"", " demo"} {
			t.Run(signal+command, func(t *testing.T) {
				t.Parallel()
				r := newRealTerminal(t)
				r.runPlain(command)
				wizard, _ := r.startedWizard()
				r.kill(signal, wizard)
				r.WaitFor("ended unexpectedly") // "ready" may be on the other screen: sh draws nothing again
				r.waitForEndOf(wizard)
				r.checkUsable(true)
				if screen := r.Screen(); strings.Contains(screen, "goroutine") || strings.Contains(screen, "step 1 of 5") {
					t.Errorf("the screen shows:\n%s", screen)
				}
			})
		}
	}
}

// TestWithoutAWatcherTheTerminalStaysRaw is the control.
func TestWithoutAWatcherTheTerminalStaysRaw(t *testing.T) {
	t.Parallel()
	requireTools(t, "pgrep")
	r := newRealTerminal(t)
	r.runPlain(" demo")
	wizard, watcher := r.startedWizard()
	r.kill("KILL", watcher)
	r.kill("KILL", wizard)
	r.WaitFor("ready")
	r.checkUsable(false)
}

// TestAShellDrawsItsPromptAgain proves it for a shell that edits its line, and that would
// keep the modes which it finds.
func TestAShellDrawsItsPromptAgain(t *testing.T) {
	t.Parallel()
	requireTools(t, "bash", "pgrep")
	for name, c := range map[string]struct{ signal, of string }{
		"killed":          {"KILL", "%s"},
		"its group":       {"KILL", "-%s"}, // kill %1
		"a fault":         {"SEGV", "%s"},
		"without a trace": {"ABRT", "%s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRealTerminal(t)
			r.run("bash --norc -i")
			r.Type("PS1='ready> '; stty -a | cksum; export GOTRACEBACK=none\r" + r.program + " demo\r")
			wizard, _ := r.startedWizard()
			r.kill(c.signal, fmt.Sprintf(c.of, wizard))
			r.WaitFor("ended unexpectedly")
			r.waitForEndOf(wizard)
			for _, count := range []string{"2", "3"} { // the second time with the modes that the shell kept
				r.Type("stty -a | cksum\r")
				tuitest.WaitFor(t, func() string { return fmt.Sprint(len(ttySums(r.Screen()))) }, count)
			}
			sums := ttySums(r.Screen())
			if len(sums) != 3 || sums[0] != sums[1] || sums[0] != sums[2] || r.format("#{alternate_on}") != "0" {
				t.Errorf("the terminal is not as it was:\n%s", r.Screen())
			}
		})
	}
}

// runPlain runs the wizard in a shell that does not touch the terminal's modes. It says
// "ready" after the wizard, and shows the modes before and after a line was typed.
func (r *realTerminal) runPlain(command string) {
	r.t.Helper()
	r.run("sh -c 'stty -a | cksum; " + r.program + command + "; echo ready; read line; stty -a | cksum; echo shown; exec cat'")
}

// startedWizard waits for the wizard and its watcher and returns their processes.
func (r *realTerminal) startedWizard() (wizard, watcher string) {
	r.t.Helper()
	r.WaitFor("step 1 of 5", "ctrl+p commands")
	wizard = r.childOf(r.format("#{pane_pid}"))
	return wizard, r.childOf(wizard)
}

// childOf waits for the process that another one started.
func (r *realTerminal) childOf(parent string) string {
	r.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if out, err := exec.Command("pgrep", "-P", parent).Output(); err == nil {
			return strings.TrimSpace(string(out))
		}
	}
	r.t.Fatal("no process was started")
	return ""
}

func (r *realTerminal) kill(signal, process string) {
	r.t.Helper()
	if out, err := exec.Command("kill", "-"+signal, "--", process).CombinedOutput(); err != nil {
		r.t.Fatalf("kill: %v: %s", err, out)
	}
}

// waitForEndOf waits until a process is gone: what is typed before could be read by it.
func (r *realTerminal) waitForEndOf(process string) {
	r.t.Helper()
	for end := time.Now().Add(patience); exec.Command("kill", "-0", process).Run() == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatal("the wizard does not end")
		}
	}
}

// format is what the terminal says of itself.
func (r *realTerminal) format(what string) string {
	return strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", what))
}

// checkUsable types a line and compares the terminal with what it was.
func (r *realTerminal) checkUsable(want bool) {
	r.t.Helper()
	r.Type("\n")
	r.WaitFor("shown")
	// The first sum is on the main screen, which is only seen again when it came back.
	sums := ttySums(r.Screen())
	same := len(sums) == 2 && sums[0] == sums[1]
	if main := r.format("#{alternate_on}") == "0"; main != want || same != want || want && r.format("#{cursor_flag}") != "1" {
		r.t.Errorf("main screen %v, modes as before %v, want %v:\n%s", main, same, want, r.Screen())
	}
}
