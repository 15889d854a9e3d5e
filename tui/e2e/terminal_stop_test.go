package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

// stops are the signals that stop a wizard. It cannot handle STOP, so the shell has the
// terminal as the wizard left it.
var stops = []string{"TSTP", "STOP"}

// TestAStoppedWizardComesBack proves that the shell has its terminal after a stop, that fg
// brings the same screen again with its keys, and that the end is that of a wizard which was
// never stopped.
func TestAStoppedWizardComesBack(t *testing.T) {
	t.Parallel()
	requireTools(t, "bash", "pgrep")
	for _, signal := range stops {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			r := newRealTerminal(t)
			wizard := r.wizardInShell()
			for round := range 3 { // a race of the library's showed in every second one
				answer := fmt.Sprintf("shell-%d", round)
				r.kill(signal, wizard)
				r.WaitFor("Stopped", "ready>")
				r.Type("echo " + answer + "\r")
				r.WaitFor("\n" + answer)
				r.Type("fg\r")
				r.WaitFor("Continue where you left off", "step 1 of 5", "ctrl+p commands")
				r.WaitGone("\n" + answer)
			}
			r.Type(tuitest.Down)
			r.WaitFor("▸ …")
			r.Type(tuitest.CtrlC)
			r.WaitFor("ready>")
			r.waitForEndOf(wizard)
			r.checkModesOfShell(len(ttySums(r.Screen())) + 1)
		})
	}
}

// TestAStoppedWizardThatIsEndedGivesTheTerminalBack proves it for a wizard that gets a signal
// to end while it is stopped. That it takes the terminal before it ends is a test of package
// local: which of both is faster here is chance.
func TestAStoppedWizardThatIsEndedGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	requireTools(t, "bash", "pgrep")
	for _, signal := range stops {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			r := newRealTerminal(t)
			wizard := r.wizardInShell()
			r.kill(signal, wizard)
			r.WaitFor("Stopped", "ready>")
			r.kill("TERM", wizard)
			r.Type("fg\r")
			r.waitForEndOf(wizard)
			r.WaitFor("the wizard was ended by a signal")
			r.checkModesOfShell(len(ttySums(r.Screen())) + 1)
		})
	}
}

// wizardInShell runs the demo in a shell with job control that has shown its modes, and
// returns the wizard's process.
func (r *realTerminal) wizardInShell() string {
	r.t.Helper()
	r.run("bash --norc -i")
	r.Type("PS1='ready> '; stty -a | cksum\r" + r.program + " demo\r")
	wizard, _ := r.startedWizard()
	return wizard
}

// checkModesOfShell has the shell show its modes until the main screen has so many, and
// compares them.
func (r *realTerminal) checkModesOfShell(count int) {
	r.t.Helper()
	r.Type("stty -a | cksum\r")
	tuitest.WaitFor(r.t, func() string { return fmt.Sprint(len(ttySums(r.Screen()))) }, fmt.Sprint(count))
	sums := ttySums(r.Screen())
	if count < 2 || slices.ContainsFunc(sums, func(s string) bool { return s != sums[0] }) || r.format("#{alternate_on}") != "0" {
		r.t.Errorf("the shell's terminal is not as it was: %q", sums)
	}
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
