package e2e

import (
	"sync/atomic"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

func TestFromTheFirstKeyToTheApproval(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64 // how far the service's clock is ahead, so that its check takes as long as the test wants
	w := newWorld(t, withService(func(c *sandbox.Config) {
		c.Blind, c.ReviewDelay = false, time.Hour
		c.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	}))
	w.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg", "holiday.heic", "bill.pdf")
	ui := w.startWizard(wizardOptions{hold: 30 * time.Millisecond})
	ui.openApplicant(anna)
	ui.WaitFor("Anna M. …39808060", "SANDBOX", "maya")
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.sendFile(back, "back.jpg")
	ui.WaitFor("picture 3 of 3")
	ui.sendFile(selfie, "selfie-2.jpg")
	ui.WaitFor("✓ Identity card · front", "✓ Identity card · back", "✓ Selfie", "READY")
	if n := len(w.service.Uploads()); n != 3 || w.service.Checks(anna) != 0 {
		t.Fatalf("%d uploads and %d checks before the start", n, w.service.Checks(anna))
	}
	ui.startCheck()
	ui.WaitFor("CHECK RUNNING")
	ahead.Store(int64(40 * time.Minute))
	ui.WaitFor("CHECK RUNNING", "Pending")
	ahead.Store(int64(time.Hour))
	ui.WaitFor("APPROVED", "Reviewed", "Approved", "check 1 of 5")
	want := "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg, SELFIE AUS selfie-2.jpg"
	if got := w.uploadsText(); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	if got := []int{w.service.Checks(anna), w.count(anna, "FileChosen"), w.count(anna, "Released"), w.count(anna, "Answered")}; got[0] != 1 || got[1] != 3 || got[2] != 3 || got[3] != 3 {
		t.Errorf("checks, consents, releases, answers: %v", got)
	}
	if ui.Dropped() != 0 {
		t.Errorf("the guard kept %d things from the terminal", ui.Dropped())
	}
}

func TestARefusedBackTakesTheFrontAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withService(func(c *sandbox.Config) { c.Blind, c.ReviewDelay = false, 0 }))
	w.drawSamples("front.jpg", "back-blur.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{hold: 30 * time.Millisecond})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.typeFileName(back, "back-blur.jpg")
	ui.WaitFor("not sharp")
	ui.Type("\r")
	ui.WaitFor("Send it with this warning?")
	ui.takeRow("Send it anyway")
	ui.typeFileName(selfie, "selfie.jpg") // a dim room: this computer sees it too
	ui.WaitFor("dark")
	ui.Type("\r")
	ui.WaitFor("Send it with this warning?")
	ui.takeRow("Send it anyway")
	ui.WaitFor("dataNotReadable", "REFUSED", "What it probably means", "set aside")
	ui.WaitFor("not yet: two")
	ui.Type("\r")
	ui.WaitFor(back, "Sends the front (same picture), then the back.")
	ui.sendFile(back, "back.jpg")
	ui.WaitFor("✓ Identity card · front", "✓ Identity card · back", "! Selfie")
	ui.highlight("Selfie")
	ui.WaitFor("badSelfie", "WARNING")
	ui.Type("\r")
	ui.WaitFor("was accepted with a warning")
	ui.answerBecause("Keep", "the face is clear enough")
	ui.WaitFor("READY", "warning kept (badSelfie) by")
	ui.Type("\r")
	ui.WaitFor("warning kept (badSelfie) by")
	ui.typeWord("start")
	ui.WaitFor("APPROVED", "Decided by an operator", "badSelfie")
	want := "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back-blur.jpg, SELFIE AUS selfie.jpg, " +
		"ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg"
	if got := w.uploadsText(); got != want && got != swapped {
		t.Errorf("sent %s, want %s", got, want)
	}
	if n := w.count(anna, "FileChosen"); n != 5 {
		t.Errorf("%d consents, want 5", n)
	}
}

// swapped is the same story when the selfie was quicker than the back.
const swapped = "ID_CARD FRONT_SIDE AUS front.jpg, SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back-blur.jpg, " +
	"ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg"
