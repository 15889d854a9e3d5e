package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

// TestAStoppedWizardComesBack proves that kill -TSTP gives the terminal back to the shell,
// and that fg brings the same screen again, with its keys.
func TestAStoppedWizardComesBack(t *testing.T) {
	t.Parallel()
	requireTools(t, "bash", "pgrep")
	r := newRealTerminal(t)
	r.run("bash --norc -i")
	r.Type("PS1='ready> '; stty -a | cksum\r" + r.program + " demo\r")
	r.WaitFor("Continue where you left off", "demo: will be approved")
	shell := strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", "#{pane_pid}"))
	child, err := exec.Command("pgrep", "-P", shell).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("kill", "-TSTP", strings.TrimSpace(string(child))).Run(); err != nil {
		t.Fatal(err)
	}
	r.WaitFor("Stopped", "ready>")
	r.Type("stty -a | cksum\r")
	tuitest.WaitFor(t, func() string { return fmt.Sprint(len(ttySums(r.Screen()))) }, "2")
	screen := r.Screen()
	if sums := ttySums(screen); len(sums) > 1 && sums[0] != sums[1] {
		t.Errorf("the shell's terminal is not as it was: %q", sums)
	}
	r.Type("fg\r")
	r.WaitFor("Continue where you left off", "step 1 of 5", "ctrl+p commands")
	r.Type(tuitest.Down)
	r.WaitFor("▸ …")
	r.Type(tuitest.CtrlC)
	r.WaitFor("ready>")
}

// ttySums are the checksums of the terminal's modes that a screen shows.
func ttySums(screen string) []string {
	var sums []string
	for line := range strings.Lines(screen) {
		if fields := strings.Fields(line); len(fields) == 2 && strings.Trim(fields[0]+fields[1], "0123456789") == "" {
			sums = append(sums, fields[0])
		}
	}
	return sums
}
