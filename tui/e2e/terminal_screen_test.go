package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

// runInScreen runs a command in GNU screen, which is in the terminal.
func (r *realTerminal) runInScreen(command string) {
	r.t.Helper()
	requireTools(r.t, "screen")
	at := func(name string) string { return filepath.Join(r.dir, name) }
	for name, text := range map[string]string{
		"screenrc": "startup_message off\nautodetach off\n",
		"inside":   "#!/bin/sh\n" + command + "\necho ended with status $?\nexec cat\n",
	} {
		if err := os.WriteFile(at(name), []byte(text), 0o700); err != nil {
			r.t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("screens"), 0o700); err != nil {
		r.t.Fatal(err)
	}
	r.env["SCREENDIR"] = at("screens")
	r.t.Cleanup(func() {
		end := exec.Command("screen", "-S", "e2e", "-X", "quit")
		end.Env = r.environ()
		_ = end.Run()
	})
	r.run("screen -c " + at("screenrc") + " -U -S e2e " + at("inside"))
}

// TestAWizardInGNUScreen: screen answers few of the questions that a terminal is asked, and
// has one screen only. Keys work, colours are there, nothing that a terminal answered becomes
// text, and nothing of the dossier stays when the wizard ends.
func TestAWizardInGNUScreen(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	r.runInScreen(s.client())
	r.waitForJournal()
	screen := r.WaitFor("SANDBOX", "maya@127.0.0.1")
	for _, garbage := range []string{"rgb:", "[?", "0c", "$y", ">|", "^["} {
		if strings.Contains(screen, garbage) {
			t.Errorf("%q is on the screen:\n%s", garbage, screen)
		}
	}
	r.openDossier()
	s.sendByCopy(front, "front.jpg", "front")
	r.WaitFor(back, "✓ front")
	r.Type(tuitest.CtrlG)
	r.WaitFor("Start the check", "✓ Identity card · front")
	if coloured := r.tmux("capture-pane", "-e", "-p", "-t", "e2e"); !strings.Contains(coloured, "\x1b[38;5;") && !strings.Contains(coloured, "\x1b[32m") {
		t.Errorf("there is no colour:\n%q", coloured)
	}
	r.leaveWizard()
	if screen := r.WaitFor("ended with status 0"); strings.Contains(screen, "39808060") || strings.Contains(screen, "Identity card") {
		t.Errorf("the dossier stays on the screen:\n%s", screen)
	}
	r.Type("typed after it\r")
	r.WaitFor("typed after it")
}
