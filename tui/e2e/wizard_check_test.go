package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// outcome is a service whose checks of Anna end in a rejection.
func outcome(o sandbox.Outcome) func(*sandbox.Config) {
	return func(c *sandbox.Config) { c.Applicants[0].Outcome = o }
}

// toTheStart sends the three pictures and starts the check.
func (b *wizardBench) toTheStart(o options) *wizard {
	b.t.Helper()
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg", "back-2.jpg", "selfie-2.jpg")
	w := b.start(o)
	w.open(anna)
	w.chooseDocuments()
	w.sendThreePictures()
	w.startCheck()
	return w
}

func TestARejectionLeadsBackToThePicturesItNames(t *testing.T) {
	t.Parallel()
	b := newBench(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"BACK_SIDE_MISSING"}, Times: 1}))
	w := b.toTheStart(options{})
	w.WaitFor("REJECTED", "BACK_SIDE_MISSING", "check 1 of 5", "Another try is possible: check 2 of 5")
	w.Type(tuitest.Enter)
	w.WaitFor("Which pictures are to be replaced?", "● Identity card · back", "○ Identity card · front", "○ Selfie")
	w.Type(tuitest.Enter)
	w.WaitFor(back)
	w.typeFileName(back, "back.jpg")
	w.Type(tuitest.Enter)
	w.WaitFor("Probably not this picture", "A check was rejected with this very picture.")
	w.Type(tuitest.Esc)
	w.WaitFor(back, "┃ back.jpg")
	w.Type(tuitest.CtrlU)
	w.sendFile(back, "back-2.jpg")
	w.WaitFor("READY", "check 2 of 5")
	w.startCheck()
	w.WaitFor("APPROVED", "check 2 of 5")
	if got := b.uploadsText(); !strings.HasSuffix(got, "SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back-2.jpg") || len(b.service.Uploads()) != 4 {
		t.Errorf("sent %s", got)
	}
	if n := b.service.Checks(anna); n != 2 {
		t.Errorf("%d checks, want 2", n)
	}
}

func TestAFinalRejectionSaysStopAndNothingForTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}}))
	w := b.toTheStart(options{})
	screen := w.WaitFor("STOP", "FORGERY", "Do not send anything again", "Tell the applicant nothing")
	if strings.Contains(screen, "t for the customer") || strings.Contains(screen, "t customer") {
		t.Errorf("words for the customer are offered:\n%s", screen)
	}
	w.Type("t\r")
	w.Type("c") // the keys before it have been read when its viewer is there
	screen = w.WaitFor("Applicant ID", anna)
	if strings.Contains(screen, "Words for the customer") {
		t.Errorf("words for the customer after a final rejection:\n%s", screen)
	}
	w.Type(tuitest.Esc)
	w.WaitFor("STOP")
	w.Type(tuitest.Esc)
	w.WaitFor("read-only · see Result")
	w.Type("t")
	w.Type("c")
	if screen := w.WaitFor("Applicant ID"); strings.Contains(screen, "Words for") {
		t.Errorf("words for the customer on the checklist:\n%s", screen)
	}
	if n := len(b.service.Uploads()); n != 3 || b.service.Checks(anna) != 1 {
		t.Errorf("%d uploads, %d checks", n, b.service.Checks(anna))
	}
}

func TestAStartWithoutAnAnswerIsWatchedAndNotRepeated(t *testing.T) {
	t.Parallel()
	lost, _ := sandbox.Preset("reset-after-last-byte")
	slow := sandbox.Action{Kind: sandbox.KindStatus, Status: 500, DelayReading: 600 * time.Millisecond}
	b := newBench(t, func(c *sandbox.Config) {
		c.ReviewDelay = 4 * time.Second
		// The status is slow once, so that the time without an answer can be seen.
		c.Script = []sandbox.Rule{{Call: "check", Do: lost}, {Call: "status", Nth: 2, Do: slow}}
	})
	w := b.toTheStart(options{})
	w.WaitFor("START UNCLEAR", "there is no second start meanwhile")
	w.Type(tuitest.Enter)
	w.WaitFor("You can decide in")
	w.WaitFor("CHECK RUNNING", "Pending")
	w.WaitFor("APPROVED", "check 1 of 5")
	if n := b.service.Requests()["check"]; n != 1 {
		t.Errorf("%d requests to start, want 1", n)
	}
	if story := b.story(anna); !strings.Contains(story, "CheckReleased CheckLost StatusSeen") {
		t.Errorf("the journal says: %s", story)
	}
}
