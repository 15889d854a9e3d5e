package e2e

import (
	"testing"
	"time"

	"dossier/personr/sandbox"
)

func TestFromTheFirstKeyToTheApproval(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *sandbox.Config) { c.Blind, c.ReviewDelay = false, 600*time.Millisecond })
	b.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg", "holiday.heic", "bill.pdf")
	w := b.start(options{hold: 30 * time.Millisecond})
	w.open(anna)
	w.WaitFor("Anna M. …39808060", "LIVE", "maya")
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.sendFile(back, "back.jpg")
	w.WaitFor("file 3 of 3")
	w.sendFile(selfie, "selfie-2.jpg")
	w.WaitFor("✓ front", "✓ back", "✓ selfie", "READY")
	if n := len(b.service.Uploads()); n != 3 || b.service.Checks(anna) != 0 {
		t.Fatalf("%d uploads and %d checks before the start", n, b.service.Checks(anna))
	}
	w.startCheck()
	w.WaitFor("CHECK RUNNING", "Pending")
	w.WaitFor("APPROVED", "Reviewed", "Approved", "check 1 of 5")
	want := "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg, SELFIE AUS selfie-2.jpg"
	if got := b.uploadsText(); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	if got := []int{b.service.Checks(anna), b.count(anna, "FileChosen"), b.count(anna, "Released"), b.count(anna, "Answered")}; got[0] != 1 || got[1] != 3 || got[2] != 3 || got[3] != 3 {
		t.Errorf("checks, consents, releases, answers: %v", got)
	}
	if w.Dropped() != 0 {
		t.Errorf("the guard kept %d things from the terminal", w.Dropped())
	}
}

func TestARefusedBackTakesTheFrontAlong(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *sandbox.Config) { c.Blind, c.ReviewDelay = false, 0 })
	b.drawSamples("front.jpg", "back-blur.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{hold: 30 * time.Millisecond})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.typeFileName(back, "back-blur.jpg")
	w.WaitFor("not sharp")
	w.Type("\r")
	w.WaitFor("Send it with this warning?")
	w.takeRow("Send it anyway")
	w.typeFileName(selfie, "selfie.jpg") // a dim room: this computer sees it too
	w.WaitFor("dark")
	w.Type("\r")
	w.WaitFor("Send it with this warning?")
	w.takeRow("Send it anyway")
	w.WaitFor("dataNotReadable", "REFUSED", "Probably nothing could be read", "set aside")
	w.WaitFor("3 blockers")
	w.Type("\r")
	w.WaitFor(back, "Sends the front (same picture), then the back.")
	w.sendFile(back, "back.jpg")
	w.WaitFor("✓ front", "✓ back", "! selfie")
	w.highlight("selfie")
	w.WaitFor("badSelfie", "WARNING")
	w.Type("\r")
	w.WaitFor("was accepted with a warning")
	w.takeBecause("Keep this picture", "the face is clear enough")
	w.WaitFor("✓ selfie")
	w.highlight("Start the check")
	w.WaitFor("READY")
	w.Type("\r")
	w.WaitFor("Kept with a warning", "badSelfie")
	w.takeTyping("Start the check", "start")
	w.WaitFor("APPROVED", "badSelfie")
	want := "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back-blur.jpg, SELFIE AUS selfie.jpg, " +
		"ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg"
	if got := b.uploadsText(); got != want && got != swapped {
		t.Errorf("sent %s, want %s", got, want)
	}
	if n := b.count(anna, "FileChosen"); n != 5 {
		t.Errorf("%d consents, want 5", n)
	}
}

// swapped is the same story when the selfie was quicker than the back.
const swapped = "ID_CARD FRONT_SIDE AUS front.jpg, SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back-blur.jpg, " +
	"ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg"
