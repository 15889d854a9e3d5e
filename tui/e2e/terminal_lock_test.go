package e2e

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dossier/tui/tuitest"
)

var unlockCode = regexp.MustCompile(`unlock ([A-Z2-7]{4})`)

// A wizard at which nobody types locks: nothing of the applicant is on its screen, a channel
// of the same connection opens nothing, and only a new login with the key unlocks it or takes
// its place.
func TestAWizardLocks(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r, "--lock-after", "5s")
	shared := filepath.Join(r.dir, "shared")
	r.run(withExitStatus(strings.Replace(s.client(), "ssh ", "ssh -o ControlMaster=yes -o ControlPath="+shared+" ", 1)))
	r.openDossier()
	screen := r.WaitFor("Locked", "maya pressed no key here for 5 seconds", "unlock ")
	for _, secret := range []string{anna[len(anna)-8:], "Identity card", "Australia", "code "} {
		if strings.Contains(screen, secret) {
			t.Errorf("the locked screen shows %q:\n%s", secret, screen)
		}
	}
	code := unlockCode.FindStringSubmatch(screen)[1]
	client := func(extra []string, command ...string) (string, error) {
		out, err := exec.Command("ssh", append(append(append(extra, s.options("-p")...), "127.0.0.1"), command...)...).CombinedOutput()
		return string(out), err
	}
	same := []string{"-o", "ControlPath=" + shared}
	if out, err := client(append([]string{"-tt"}, same...)); err == nil || !strings.Contains(out, "a session of this connection is locked") {
		t.Errorf("a wizard on the same connection: %v, %s", err, out)
	}
	if out, err := client(same, "unlock", code); err == nil || !strings.Contains(out, "this connection logged in before the lock") {
		t.Errorf("unlocked over the same connection: %v, %s", err, out)
	}
	if out, err := client(nil, "unlock", "0000"); err == nil || !strings.Contains(out, "no session of yours is locked with that code") {
		t.Errorf("unlocked with another code: %v, %s", err, out)
	}
	r.Type(tuitest.Enter + "x" + tuitest.Esc)
	r.WaitFor("Locked", code)
	if out, err := client(nil, "unlock", strings.ToLower(code)); err != nil || !strings.Contains(out, "dossier: unlocked.") {
		t.Errorf("not unlocked: %v, %s", err, out)
	}
	tuitest.WaitFor(t, s.logText, "msg=unlocked")
	r.WaitGone("unlock " + code)
	r.WaitFor("Locked", "unlock ") // again, after five seconds
	wizard := exec.Command("ssh", append(append([]string{"-tt"}, s.options("-p")...), "127.0.0.1")...)
	if err := wizard.Start(); err != nil { // without input it ends at once: it has logged in
		t.Fatal(err)
	}
	_ = wizard.Wait()
	r.WaitFor("you have logged in again", "ended with status 1")
}
