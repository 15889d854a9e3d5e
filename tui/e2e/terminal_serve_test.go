package e2e

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// service is the SSH service for people at real terminals, with its metrics.
type service struct {
	*serviceProcess
	r  *realTerminal
	at string // the address of its metrics
}

// newService is a service that was not started, with flags of its own.
func newService(r *realTerminal, flags ...string) *service {
	at := func(name string) string { return filepath.Join(r.dir, name) }
	s := &service{r: r, at: "127.0.0.1:" + freePort(r.t)}
	s.serviceProcess = &serviceProcess{
		t: r.t, program: r.program, environ: r.environ, folder: at("service"), key: at("id"), port: freePort(r.t), log: at("service.log"),
		flags: append([]string{"--metrics", s.at, "--hold", "50ms"}, flags...),
	}
	return s
}

// startService writes what the service needs and starts it.
func startService(r *realTerminal, flags ...string) *service {
	r.t.Helper()
	s := newService(r, flags...)
	s.initialise("--first")
	s.start()
	return s
}

// client is the command that opens the wizard.
func (s *service) client() string { return s.clientOf("maya", s.key) }

// clientOf is the command of somebody with another name and key.
func (s *service) clientOf(name, key string) string {
	return strings.Join(append(append([]string{"ssh"}, s.optionsOf("-p", key)...), name+"@127.0.0.1"), " ")
}

// maya is the usual operator, at the terminal of the test.
func (s *service) maya() colleague { return colleague{realTerminal: s.r, name: "maya", key: s.key} }

// copy sends a picture of the test by scp, and returns what scp said.
func (s *service) copy(name, target string) (string, error) { return s.copyOf(s.maya(), name, target) }

// copyOf is copy for somebody else.
func (s *service) copyOf(who colleague, name, target string) (string, error) {
	s.t.Helper()
	out, err := exec.Command("scp", append(s.optionsOf("-P", who.key), filepath.Join(who.home, name), "127.0.0.1:"+target)...).CombinedOutput()
	return string(out), err
}

// serviceWithInbox starts a service at which maya has Anna's dossier open, and returns the code
// of its inbox.
func serviceWithInbox(t *testing.T) (s *service, code string) {
	t.Helper()
	s = startService(newRealTerminal(t))
	s.r.run(withExitStatus(s.client()))
	s.r.openDossier()
	return s, inboxCode.FindStringSubmatch(s.r.WaitFor(front, "code "))[1]
}

var inboxCode = regexp.MustCompile(`code ([A-Z0-9]{4})`)

// sendByCopy sends a picture into the inbox that the screen names, and then to the service.
func (s *service) sendByCopy(question, name, slot string) {
	s.t.Helper()
	s.sendByCopyOf(s.maya(), question, name, slot)
}

// sendByCopyOf is sendByCopy for somebody else.
func (s *service) sendByCopyOf(who colleague, question, name, slot string) {
	s.t.Helper()
	screen := who.WaitFor(question, "from your own computer", "/"+slot)
	code := inboxCode.FindStringSubmatch(screen)
	if code == nil {
		s.t.Fatalf("no code on the screen:\n%s", screen)
	}
	said, err := s.copyOf(who, name, code[1]+"/"+slot)
	if err != nil || !strings.Contains(said, name+" arrived for "+slot) {
		s.t.Fatalf("scp said %q, %v", said, err)
	}
	who.WaitFor(question, name)
	who.WaitFor("▸ "+name, "enter send")
	who.Type(tuitest.Enter)
}

// A person with nothing but ssh and scp onboards somebody: the wizard is in one window, the
// pictures come from another one.
func TestTheServiceWithRealClients(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	r.run(withExitStatus(s.client()))
	r.WaitFor("SANDBOX", "ssh", "maya@127.0.0.1")
	r.openDossier()
	s.sendByCopy(front, "front.jpg", "front")
	s.sendByCopy(back, "back.jpg", "back")
	s.sendByCopy("picture 3 of 3", "selfie.jpg", "selfie")
	r.WaitFor("✓ Identity card · front", "✓ Identity card · back", "✓ Selfie", "READY")
	r.checkThreeUploads()
	s.checkMetrics()
	r.tmux("resize-window", "-t", "e2e", "-x", "100", "-y", "30")
	r.WaitFor(strings.Repeat("─", 100))
	r.leaveWizard()
	r.WaitFor("ended with status 0")
	for _, secret := range []string{"front.jpg", anna, r.home} {
		if strings.Contains(s.logText(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, s.logText())
		}
	}
}

// A dead code is refused by name, with the right one, and nothing arrives anywhere.
func TestACodeThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	s, code := serviceWithInbox(t)
	r := s.r
	dead := "ZZ9Z"
	if code == dead {
		dead = "YY8Y"
	}
	said, err := s.copy("front.jpg", dead+"/front")
	if err == nil || !strings.Contains(said, "no code such as "+dead) || !strings.Contains(said, code) {
		t.Errorf("scp said %q, %v", said, err)
	}
	r.WaitFor("nothing has arrived yet", "no code such as "+dead)
}

// Old clients, and networks without sftp: scp -O and a plain put fill a slot too.
func TestOtherWaysIntoTheInbox(t *testing.T) {
	t.Parallel()
	s, code := serviceWithInbox(t)
	r := s.r
	old := exec.Command("scp", append(append([]string{"-O"}, s.options("-P")...), filepath.Join(r.home, "front.jpg"), "127.0.0.1:"+code+"/front")...)
	if out, err := old.CombinedOutput(); err != nil || !strings.Contains(string(out), "arrived for front") {
		t.Errorf("scp -O: %v, %s", err, out)
	}
	r.WaitFor(front, "front.jpg")
	put := exec.Command("ssh", append(s.options("-p"), "127.0.0.1", "put", code+"/back")...)
	put.Stdin = bytes.NewReader(r.picture("back.jpg"))
	if out, err := put.CombinedOutput(); err != nil || !strings.Contains(string(out), "arrived for back") {
		t.Errorf("put: %v, %s", err, out)
	}
	r.WaitFor("for back")
	refused := exec.Command("ssh", append(s.options("-p"), "127.0.0.1", "cat /etc/passwd")...)
	if out, err := refused.CombinedOutput(); err == nil || string(out) != "dossier: no commands are run here; without one, ssh opens the wizard.\n" {
		t.Errorf("a command: %v, %s", err, out)
	}
}

// Somebody who is removed from the operators file is out within five seconds, and gets in no
// more.
func TestSomebodyWhoIsRemovedIsOut(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	r.run(withExitStatus(s.client()))
	r.openDossier()
	s.writeOperators(operatorText("lars", "operator", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKG4yKpkTH2jVdbhtjt7MnVekY/5ZRj3atpT4lecRQpc"))
	removed := time.Now()
	r.WaitFor("you were removed from the operators", "ended with status")
	if took := time.Since(removed); took > 5*time.Second {
		t.Errorf("the session went on for %s", took.Round(time.Second/10))
	}
	r.rerunCommand(withExitStatus(s.client()))
	r.WaitFor("Permission denied", "ended with status 255")
}

// When the service ends, the person's terminal is given back, and when it is there again,
// the dossier is where it was.
func TestTheServiceEndsAndComesBack(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	r.run(withExitStatus(s.client()))
	r.openDossier()
	s.sendByCopy(front, "front.jpg", "front")
	r.WaitFor(back, "✓ front")
	s.signal(syscall.SIGINT)
	screen := r.WaitFor("the service ends now", "ended with status")
	if strings.Contains(screen, "picture 2 of 3") {
		t.Errorf("the screen was not given back:\n%s", screen)
	}
	s.start()
	r.rerunCommand(withExitStatus(s.client()))
	r.WaitFor("Continue where you left off", "…39808060")
	r.Type(tuitest.Down)
	r.WaitFor("▸ …39808060")
	r.Type(tuitest.Enter)
	r.WaitFor(back, "✓ front")
	if n := len(r.uploadsOf(anna)); n != 1 {
		t.Errorf("%d uploads", n)
	}
}

// Files under other names, with a code or without one, are asked for: the wizard never
// guesses which side they are.
func TestFilesUnderOtherNamesAreAskedFor(t *testing.T) {
	t.Parallel()
	s, code := serviceWithInbox(t)
	r := s.r
	for _, sent := range []struct{ question, name, target, said, side string }{
		{front, "front.jpg", code + "/", "say in the wizard what it is", "Identity card · front"},
		{back, "back.jpg", "", "arrived without a code", "Identity card · back"},
	} {
		if said, err := s.copy(sent.name, sent.target); err != nil || !strings.Contains(said, sent.said) {
			t.Errorf("scp said %q, %v", said, err)
		}
		r.WaitFor(sent.question, sent.name)
		r.Type(tuitest.Down)
		r.WaitFor("▸ "+sent.name, "which side?", "enter send")
		r.Type(tuitest.Enter)
		r.WaitFor("Which side is this?", "Not sure: leave it in the inbox")
		r.takeRow(sent.side + ": send it")
	}
	r.WaitFor("picture 3 of 3", "✓ front", "✓ back")
	if n := len(r.uploadsOf(anna)); n != 2 {
		t.Errorf("%d uploads", n)
	}
}
