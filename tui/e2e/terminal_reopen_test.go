package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"dossier/tui/tuitest"
)

// killableClient is the command that opens the wizard, with its process written to a file.
func (s *service) killableClient() string {
	return withExitStatus(`sh -c "echo \$\$ > ` + filepath.Join(s.r.dir, "client.pid") + `; exec ` + s.client() + `"`)
}

// signalClient sends a signal to that process.
func (s *service) signalClient(signal syscall.Signal) {
	s.r.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.r.dir, "client.pid"))
	if err != nil {
		s.r.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		s.r.t.Fatal(err)
	}
	if err := syscall.Kill(pid, signal); err != nil {
		s.r.t.Fatal(err)
	}
}

// prepareInbox opens a dossier with a file in its inbox that is not chosen, and returns the code.
func (s *service) prepareInbox() string {
	s.r.t.Helper()
	s.r.openDossier()
	code := inboxCode.FindStringSubmatch(s.r.WaitFor(front, "code "))[1]
	if said, err := s.copy("front.jpg", code+"/front"); err != nil {
		s.r.t.Fatalf("scp said %q, %v", said, err)
	}
	s.r.WaitFor(front, "front.jpg")
	return code
}

// startKillableSession is a wizard at the file step, with a file in its inbox, whose client can
// be killed.
func startKillableSession(t *testing.T) (r *realTerminal, s *service, code string) {
	t.Helper()
	r = newRealTerminal(t)
	s = startService(r)
	r.run(s.killableClient())
	return r, s, s.prepareInbox()
}

// Whoever loses the line is back at the same dossier with the next login: same step, same code,
// same files. esc leads to the start list, and who leaves comes back to the start list.
func TestALostLineComesBackToTheDossier(t *testing.T) {
	t.Parallel()
	r, s, code := startKillableSession(t)
	s.signalClient(syscall.SIGKILL)
	tuitest.WaitFor(t, s.logText, "session ends", "what=wizard")
	r.rerunCommand(s.killableClient())
	r.WaitFor("Back at …39808060: the line was lost at", front, "code "+code, "front.jpg", "esc start list")
	r.Type(tuitest.Esc)
	r.WaitFor("Who are the pictures for?", "…39808060 keeps its place.")
	r.Type(tuitest.Down)
	r.WaitFor("▸ …39808060")
	r.Type(tuitest.Enter)
	r.WaitFor(front, "front.jpg", "code "+code)
	r.leaveWizard()
	r.WaitFor("ended with status 0")
	r.rerunCommand(withExitStatus(s.client()))
	r.WaitFor("Continue where you left off", "…39808060")
}

// A client that stays silent is given up by the next login; one that lives is not.
func TestASilentClientLosesItsDossier(t *testing.T) {
	t.Parallel()
	r, s, code := startKillableSession(t)
	second := newTerminalWith(t)
	second.run(withExitStatus(s.client()))
	second.WaitFor("Continue where you left off", "open: your other window")
	s.signalClient(syscall.SIGSTOP)
	second.rerunCommand(withExitStatus(s.client()))
	second.WaitFor("Back at …39808060: the line was lost at", front, "code "+code, "front.jpg")
	second.sendArrived("front.jpg")
	s.signalClient(syscall.SIGCONT)
	r.WaitFor("this session gave no sign of life", "ended with status 1")
}

// A new login after a lock opens the dossier that was locked.
func TestALoginAfterALockOpensTheDossier(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r, "--lock-after", "12s")
	r.run(withExitStatus(s.client()))
	code := s.prepareInbox()
	r.WaitFor("Locked", "the dossier that is open here", "UTC")
	second := newTerminalWith(t)
	second.run(withExitStatus(s.client()))
	r.WaitFor("you have logged in again", "ended with status 1")
	screen := second.WaitFor("Back at …39808060: your locked session has ended.", front, "code "+code, "front.jpg")
	if strings.Contains(screen, "In use by") { // the new login holds it, before it locks too
		t.Errorf("it can only be looked at:\n%s", screen)
	}
}

// sendArrived sends a file that has arrived: the dossier can be worked on.
func (r *realTerminal) sendArrived(name string) {
	r.t.Helper()
	r.highlight(name)
	r.WaitFor("▸ "+name, "enter send")
	r.Type(tuitest.Enter)
	r.WaitFor(back, "✓ front")
}
