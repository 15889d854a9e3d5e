package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// chiara is an applicant whom the service does not know before.
const chiara = "1763870520000x629351188427410258"

// onUploadOf is what the service does with an applicant's first upload.
func onUploadOf(applicant string, do sandbox.Action) sandbox.Rule {
	return sandbox.Rule{Call: "upload", Applicant: applicant, Nth: 1, Do: do}
}

// endings are what the service does with three uploads: it reads hardly anything of Anna's
// picture, answers Bruno's a moment after it has it, and Chiara's after a time.
func endings(untilChiara time.Duration) option {
	const moment = 300 * time.Millisecond
	return withRules(
		onUploadOf(anna, sandbox.Action{Kind: sandbox.KindDelay, DelayReading: time.Hour}),
		onUploadOf(bruno, sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: moment}),
		onUploadOf(chiara, sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: untilChiara}))
}

// beginSend goes as far as a picture that is on its way.
func (s *service) beginSend(who colleague, applicant, file string) {
	s.t.Helper()
	who.logIn(s)
	who.openApplicant(applicant)
	who.chooseDocuments()
	s.sendByCopyOf(who, front, file, "front")
	who.WaitFor(back)
}

// checkItWasTold fails unless somebody's wizard said why it ended, and gave the terminal back.
func (c colleague) checkItWasTold() {
	c.t.Helper()
	screen := c.WaitFor("the service ends now", "ended with status 1")
	if strings.Contains(screen, "picture 2 of 3") || c.format("#{alternate_on}") != "0" || c.format("#{mouse_any_flag}") != "0" {
		c.t.Errorf("%s's terminal was not given back:\n%s", c.name, screen)
	}
}

// resume logs in again and opens the dossier that is in the start list.
func (s *service) resume(who colleague, applicant string, texts ...string) {
	s.t.Helper()
	who.rerunCommand(withExitStatus(s.clientOf(who.name, who.key)))
	row := "…" + applicant[len(applicant)-8:]
	who.WaitFor(row)
	who.Type(tuitest.Down)
	who.WaitFor("▸ " + row)
	who.Type(tuitest.Enter)
	who.WaitFor(texts...)
}

// TestAServiceEndsWithThreeSendsOnTheirWay: each operator is told and has the terminal back,
// the service ends in time and well, a picture that is not wholly there stops before its last
// byte, one that is there is recorded as what it became, even if its answer takes a while, and
// all go on after a restart.
func TestAServiceEndsWithThreeSendsOnTheirWay(t *testing.T) {
	t.Parallel()
	r := newTerminalWith(t, endings(5*time.Second))
	s := newService(r)
	s.initialise("--first")
	maya, lars, eva := s.maya(), newColleague(t, "lars"), newColleague(t, "eva")
	s.writeOperators(operatorText("maya", "operator", s.publicKey()), lars.text("operator"), eva.text("operator"))
	s.start()
	r.padPicture("front.jpg", 50) // more than the system takes for a service that reads nothing
	_, began := r.traffic.notify()
	s.beginSend(maya, anna, "front.jpg")
	s.beginSend(lars, bruno, "back.jpg")
	s.beginSend(eva, chiara, "front.jpg") // the last: its answer is still to come when the service ends
	for range 3 {
		<-began
	}
	r.waitForUploads(2)
	signalled := time.Now()
	s.signal(syscall.SIGTERM)
	for _, who := range []colleague{maya, lars, eva} {
		who.checkItWasTold()
	}
	if status := s.waitForEnd(); status != 0 || time.Since(signalled) > time.Minute {
		t.Errorf("status %d after %s\n%s", status, time.Since(signalled), s.logText())
	}
	s.start()
	s.resume(maya, anna, "did not get a complete")
	s.resume(lars, bruno, back, "✓ front")
	s.resume(eva, chiara, back, "✓ front")
	if n := len(r.service.Uploads()); n != 2 {
		t.Errorf("the service has %d pictures", n)
	}
}

// TestASecondSignalEndsTheServiceAtOnce: it does not wait for an answer any more, and the
// picture that the service may have is unclear, not "not sent".
func TestASecondSignalEndsTheServiceAtOnce(t *testing.T) {
	t.Parallel()
	r := newTerminalWith(t, endings(time.Hour))
	s := startService(r)
	s.beginSend(s.maya(), chiara, "front.jpg")
	r.waitForUploads(1)
	s.signal(syscall.SIGTERM)
	s.signal(syscall.SIGINT)
	if status := s.waitForEnd(); status != 130 {
		t.Errorf("status %d\n%s", status, s.logText())
	}
	r.WaitFor("ended with status")
	s.start()
	s.resume(s.maya(), chiara, "unclear")
	if screen := r.Screen(); strings.Contains(screen, "not sent") || len(r.service.Uploads()) != 1 {
		t.Errorf("%d pictures at the service:\n%s", len(r.service.Uploads()), screen)
	}
}
