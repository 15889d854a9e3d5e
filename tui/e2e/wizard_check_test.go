package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// outcome is a service whose checks of Anna end in a rejection.
func outcome(o sandbox.Outcome) option {
	return withService(func(c *sandbox.Config) { c.Applicants[0].Outcome = o })
}

// toTheStart sends the three pictures and starts the check.
func (w *world) toTheStart(o wizardOptions) *wizard {
	w.t.Helper()
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg", "back-2.jpg", "selfie-2.jpg")
	ui := w.startWizard(o)
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendThreePictures()
	ui.startCheck()
	return ui
}

func TestARejectionLeadsBackToThePicturesItNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"BACK_SIDE_MISSING"}, Times: 1}))
	ui := w.toTheStart(wizardOptions{})
	ui.WaitFor("REJECTED", "BACK_SIDE_MISSING", "check 1 of 5", "Another try is possible: check 2 of 5")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Which pictures are to be replaced?", "[x] Identity card · back", "[ ] Identity card · front", "[ ] Selfie")
	ui.Type(tuitest.Enter)
	ui.WaitFor(back)
	ui.typeFileName(back, "back.jpg")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Probably not this picture", "A check was rejected with this very picture.")
	ui.Type(tuitest.Esc)
	ui.WaitFor(back, "┃ back.jpg")
	ui.Type(tuitest.CtrlU)
	ui.sendFile(back, "back-2.jpg")
	ui.WaitFor("READY", "check 2 of 5")
	ui.startCheck()
	ui.WaitFor("APPROVED", "check 2 of 5")
	if got := w.uploadsText(); !strings.HasSuffix(got, "SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back-2.jpg") || len(w.service.Uploads()) != 4 {
		t.Errorf("sent %s", got)
	}
	if n := w.service.Checks(anna); n != 2 {
		t.Errorf("%d checks, want 2", n)
	}
}

func TestAFinalRejectionSaysStopAndNothingForTheCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}}))
	ui := w.toTheStart(wizardOptions{})
	screen := ui.WaitFor("STOP", "FORGERY", "Do not send anything again", "Tell the applicant nothing")
	if strings.Contains(screen, "t for the applicant") || strings.Contains(screen, " t words") {
		t.Errorf("words for the applicant are offered:\n%s", screen)
	}
	ui.Type("t\r")
	ui.Type("cc") // the keys before it have been read when its viewer is there
	screen = ui.WaitFor("Applicant ID", anna)
	if strings.Contains(screen, "Words for the applicant") {
		t.Errorf("words for the applicant after a final rejection:\n%s", screen)
	}
	ui.Type(tuitest.Esc)
	ui.WaitFor("STOP")
	ui.Type(tuitest.Esc)
	ui.WaitFor("read-only · see Result")
	ui.Type("t")
	ui.Type("cc")
	if screen := ui.WaitFor("Applicant ID", anna); strings.Contains(screen, "Words for") {
		t.Errorf("words for the applicant on the checklist:\n%s", screen)
	}
	if n := len(w.service.Uploads()); n != 3 || w.service.Checks(anna) != 1 {
		t.Errorf("%d uploads, %d checks", n, w.service.Checks(anna))
	}
}

func TestAStartWithoutAnAnswerIsWatchedAndNotRepeated(t *testing.T) {
	t.Parallel()
	lost, _ := sandbox.Preset("reset-after-last-byte")
	slow := sandbox.Action{Kind: sandbox.KindStatus, Status: 500, DelayReading: 600 * time.Millisecond}
	w := newWorld(t, withService(func(c *sandbox.Config) {
		c.ReviewDelay = 4 * time.Second
		// The status is slow once, so that the time without an answer can be seen.
		c.Script = []sandbox.Rule{{Call: "check", Do: lost}, {Call: "status", Nth: 2, Do: slow}}
	}))
	ui := w.toTheStart(wizardOptions{})
	ui.WaitFor("START UNCLEAR", "there is no second start meanwhile")
	ui.Type(tuitest.Enter)
	ui.WaitFor("You can decide in")
	ui.WaitFor("CHECK RUNNING", "Pending")
	ui.WaitFor("APPROVED", "check 1 of 5")
	if n := w.service.Requests()["check"]; n != 1 {
		t.Errorf("%d requests to start, want 1", n)
	}
	if story := w.story(anna); !strings.Contains(story, "CheckReleased CheckLost StatusSeen") {
		t.Errorf("the journal says: %s", story)
	}
}
