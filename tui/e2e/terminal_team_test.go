package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows/journal/servertest"
	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// colleague is another operator of a service, at a terminal of their own.
type colleague struct {
	*realTerminal
	name, key, publicKey string
}

// takeOver takes the dossier on the screen over, with the first reason that is offered.
func (c colleague) takeOver() {
	c.t.Helper()
	c.Type(tuitest.Enter)
	c.WaitFor("Take this dossier over?", "▸ Leave it")
	c.Type(tuitest.Down)
	c.WaitFor("▸ Take over: ")
	c.Type(tuitest.Enter)
}

// newColleague makes a terminal and a key for somebody.
func newColleague(t *testing.T, name string) colleague {
	t.Helper()
	r := newTerminalWith(t)
	key := filepath.Join(r.dir, "id")
	return colleague{r, name, key, makeKey(t, key)}
}

// text is the colleague's part of operators.toml.
func (c colleague) text(role string) string { return operatorText(c.name, role, c.publicKey) }

// logIn opens the wizard of a service.
func (c colleague) logIn(s *service) {
	c.t.Helper()
	c.run(withExitStatus(s.clientOf(c.name, c.key)))
	c.waitForJournal()
}

// A team at work: what one operator does is in nobody else's lists, a colleague who knows the
// applicant watches it live and takes it over with a reason, what arrived stays where it did,
// and a lead sees all of it on the board.
func TestATeamOverSSH(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	lars, eva := newColleague(t, "lars"), newColleague(t, "eva")
	s.writeOperators(operatorText("maya", "operator", s.publicKey()), lars.text("operator"), eva.text("lead"))
	tuitest.WaitFor(t, s.logText, "the operators file was read: 3 operators")
	r.run(withExitStatus(s.client()))
	r.openDossier()
	s.sendByCopy(front, "front.jpg", "front")
	code := inboxCode.FindStringSubmatch(r.WaitFor(back, "✓ front"))[1]

	lars.logIn(s)
	lars.WaitFor("No work is open here yet.")
	lars.Type("39808060")
	lars.WaitFor("┃ 39808060", "the x is missing")
	lars.WaitGone("dossier with these", "…39808060")
	lars.Type("\x15")
	lars.openApplicant(anna)
	lars.WaitFor("In use by maya", "✓ front", back)
	s.sendByCopy(back, "back.jpg", "back")
	r.WaitFor("picture 3 of 3", "✓ back")
	lars.WaitFor("✓ back") // live

	if said, err := s.copy("selfie.jpg", code+"/selfie"); err != nil {
		t.Fatalf("scp said %q, %v", said, err)
	}
	r.WaitFor("picture 3 of 3", "selfie.jpg")
	lars.takeOver()
	r.WaitFor("In use by lars", "Taken over at")
	lars.WaitFor("Files that arrived for a", "colleague are not here.")
	r.highlight("selfie.jpg")
	r.Type(tuitest.Enter)
	r.WaitFor("Take this dossier over?")
	if n := len(r.uploadsOf(anna)); n != 2 {
		t.Errorf("%d uploads", n)
	}

	eva.logIn(s)
	eva.WaitFor("No work is open here yet.", "ctrl+b board")
	eva.Type("\x02")
	eva.WaitFor("Who works on what", "1 at work", "lars", "…39808060", "Files 2/3")
	eva.Type(tuitest.Down)
	eva.WaitFor("▸ lars")
	eva.Type(tuitest.Enter)
	eva.WaitFor("In use by lars", "✓ front", "✓ back")
	lars.leaveWizard()
	lars.WaitFor("ended with status 0")
	lars.rerunCommand(withExitStatus("true"))
	eva.WaitFor("Held by lars") // and eva did not get it by looking
	if strings.Contains(s.logText(), anna) {
		t.Errorf("the log names the applicant:\n%s", s.logText())
	}
}

// another is one more host of the same service, in a process of its own.
func (s *service) another(name string) *service {
	s.t.Helper()
	host := newService(s.r, "--public-name", name)
	host.log = filepath.Join(s.r.dir, name+".log")
	host.start()
	return host
}

// Several hosts share one journal in PostgreSQL. One is killed while the service has a whole
// picture and has not answered: its operator goes on at another host, where the picture is
// unclear, what had arrived is said to be elsewhere, and nothing is sent twice.
func TestAHostOfSeveralIsKilled(t *testing.T) {
	t.Parallel()
	late := sandbox.Rule{Call: "upload", DocType: "ID_CARD", SubType: "BACK_SIDE", Do: sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: time.Hour}}
	r := newTerminalWith(t, withRules(late), withJournal(servertest.SharedServer(t).Database(t)))
	first := startService(r)
	second, third := first.another("docs-2.example"), first.another("docs-3.example")
	r.run(withExitStatus(first.client()))
	r.openDossier()
	first.sendByCopy(front, "front.jpg", "front")
	code := inboxCode.FindStringSubmatch(r.WaitFor(back, "✓ front"))[1]
	if said, err := first.copy("selfie.jpg", code+"/selfie"); err != nil {
		t.Fatalf("scp said %q, %v", said, err)
	}
	first.sendByCopy(back, "back.jpg", "back")
	r.WaitFor("picture 3 of 3", "selfie.jpg", "back: sent, no answer yet")
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.WaitFor("ended with status 255")

	r.rerunCommand(withExitStatus(second.client()))
	r.WaitFor("Needs you", "…39808060", "probably received")
	r.Type(tuitest.Down)
	r.WaitFor("▸ …39808060")
	r.Type(tuitest.Enter)
	r.WaitFor("✓ Identity card · front", "unclear")
	r.highlight("Selfie")
	r.Type(tuitest.Enter)
	r.WaitFor("docs-2.example:", "Files that had arrived", "process of the service")
	if said, err := second.copy("selfie.jpg", code+"/selfie"); err == nil || !strings.Contains(said, "no code such as "+code) {
		t.Errorf("scp said %q, %v", said, err)
	}
	second.sendByCopy("picture 3 of 3", "selfie.jpg", "selfie")
	r.WaitFor("Selfie", "2 of 3 accepted")

	watcher := colleague{newTerminalWith(t), "maya", first.key, first.publicKey()}
	watcher.logIn(third)
	watcher.openApplicant(anna)
	watcher.WaitFor("In use by maya", "unclear")
	var sides []string
	for _, u := range r.uploadsOf(anna) {
		sides = append(sides, u.DocType+u.SubType)
	}
	if got := strings.Join(sides, " "); got != "ID_CARDFRONT_SIDE ID_CARDBACK_SIDE SELFIE" {
		t.Errorf("the service has %s", got)
	}
}
