package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

func TestADoubleEnterSendsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.typeFileName(front, "front.jpg")
	ui.Type("\r\r")
	ui.WaitFor(back, "No file is highlighted yet", "✓ front")
	ui.typeFileName(back, "back.jpg")
	ui.Type("\r\r\r")
	ui.WaitFor("picture 3 of 3", "✓ back")
	ui.typeFileName("picture 3 of 3", "selfie.jpg")
	ui.Type("\r\r")
	ui.WaitFor("✓ Selfie")
	ui.startCheckTwice()
	ui.WaitFor("APPROVED")
	if n, checks := len(w.service.Uploads()), w.service.Requests()["check"]; n != 3 || checks != 1 || w.count(anna, "FileChosen") != 3 {
		t.Errorf("%d uploads, %d starts, %d consents", n, checks, w.count(anna, "FileChosen"))
	}
}

// startCheckTwice presses Enter twice on the row that starts.
func (w *wizard) startCheckTwice() {
	w.t.Helper()
	w.WaitFor("READY")
	w.Type("\r\r") // the second one takes the safe row
	w.waitForKeysRead()
	w.WaitFor("READY")
	w.takeRow("Start the check")
	w.WaitFor("Start check 1 of 5?")
	w.highlight("Start the check")
	w.Type("\r\r")
}

func TestAPasteNeverActsAsEnter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.waitForJournal()
	ui.Paste("https://example.test/applicant/" + anna + "?x=1\r\n\r\n")
	ui.WaitFor("┃ "+anna, "Who are the pictures for?")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Which document")
	ui.Paste("ID_CARD\r\n")
	ui.WaitFor("▸ Identity card", "Which document")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Country of issue")
	ui.Paste("aus\n\n")
	ui.WaitFor("▸ Australia", "Country of issue")
	ui.Type(tuitest.Enter)
	ui.WaitFor(front)
	ui.Paste("'" + w.home + "/front.jpg'\r\n\r\n")
	ui.WaitFor("enter send", front, "▸ front.jpg")
	if n := w.count(anna, "FileChosen"); n != 0 || len(w.service.Uploads()) != 0 {
		t.Fatalf("a paste sent something: %d consents", n)
	}
	ui.Type(tuitest.Enter)
	ui.WaitFor("✓ front")
	if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestTheHighlightStaysOnItsFileWhenANewOneArrives(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.WaitFor(front, "newest first", "front.jpg")
	ui.Type("\r")
	ui.WaitFor("No file is highlighted")
	ui.Type(tuitest.Down)
	ui.WaitFor("▸ front.jpg", "enter send")
	w.write("newer.jpg", noise("newer.jpg"), 0)
	screen := ui.WaitFor("newer.jpg")
	if !strings.Contains(screen, "▸ front.jpg") || strings.Index(screen, "newer.jpg") > strings.Index(screen, "▸ front.jpg") {
		t.Fatalf("the highlight did not stay, or the list is not newest first:\n%s", screen)
	}
	ui.Type(tuitest.Enter)
	ui.WaitFor("✓ front")
	if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestAHeldSendCanBeTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg")
	ui := w.startWizard(wizardOptions{hold: time.Minute})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "back.jpg") // the wrong one
	ui.WaitFor(back, "left to take it back (ctrl+z)")
	ui.Type(tuitest.CtrlZ)
	ui.WaitFor("○ front")
	ui.openReviewRow("front")
	ui.WaitFor("NOT SENT", "othing was sent.")
	w.waitUntil("the end of the request", func() bool { return strings.Contains(w.story(anna), "SendCancelled") })
	if n := len(w.service.Uploads()); n != 0 {
		t.Errorf("%d uploads", n)
	}
}

func TestEscNeverQuitsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.waitForJournal()
	ui.Type("17638704")
	ui.WaitFor("┃ 17638704")
	ui.Type(tuitest.Esc)
	ui.Type(tuitest.CtrlU)
	ui.openApplicant(anna)
	ui.WaitFor("Which document")
	ui.Type("pass")
	ui.WaitFor("▸ Passport", "┃ pass")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Who are the pictures for?")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Which document", "┃ pass")
	ui.Type(tuitest.CtrlU)
	ui.chooseDocuments()
	ui.WaitFor(front)
	ui.Type("fro")
	ui.WaitFor("▸ front.jpg", "enter send")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Which document")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Who are the pictures for?")
	ui.Type(tuitest.Enter)
	ui.WaitFor(front, "┃ fro")
	ui.Type(tuitest.CtrlU)
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "✓ front")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Which document", "step 2 of 5")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Locked: a picture was sent", "step 1 of 5")
	ui.Type(tuitest.Esc)
	ui.WaitFor("Continue where you left off", "…39808060 keeps its place.", "1 of 3")
	for range 6 {
		ui.Type(tuitest.Esc)
		frame(t, ui, 80, 24)
	}
	ui.waitForKeysRead()
	ui.WaitFor("Continue where you left off")
	if ui.HasEnded() {
		t.Fatal("esc left the program")
	}
	ui.Type(tuitest.Down)
	ui.WaitFor("▸ …39808060")
	ui.Type(tuitest.Enter)
	ui.WaitFor(back)
}

func TestLeavingIsAskedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg")
	ui := w.startWizard(wizardOptions{hold: time.Minute})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "left to take it back")
	ui.Type(tuitest.CtrlC)
	ui.WaitFor("Leave?", "nothing was sent yet", "Stay")
	ui.Type(tuitest.Esc)
	ui.WaitFor(back)
	ui.Type(tuitest.CtrlC)
	ui.WaitFor("Leave?")
	ui.Type(tuitest.CtrlC)
	if _, err := ui.Wait(); err != nil {
		t.Errorf("leaving: %v", err)
	}
	ui.end()
	if n := len(w.service.Uploads()); n != 0 {
		t.Errorf("%d uploads after leaving while the picture was held", n)
	}
	if on := ui.Modes(); len(on) != 0 && !(len(on) == 1 && on[0] == 25) { // 25: the cursor is shown
		t.Errorf("these modes stay on in the terminal: %v", on)
	}
}

func TestResizingDuringASendBreaksNothing(t *testing.T) {
	t.Parallel()
	slow := sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: 1500 * time.Millisecond}
	w := newWorld(t, onFront(slow))
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "sent, no answer yet")
	for range 3 {
		for _, size := range [][2]int{{60, 18}, {120, 40}, {80, 12}, {40, 10}} {
			ui.Resize(size[0], size[1])
			if size[0] < 60 {
				ui.WaitFor("dossier needs a window of at least 60×12; this one is 40×10.")
				continue
			}
			ui.waitForFrame(size[0], size[1])
		}
	}
	ui.Resize(80, 24)
	ui.waitForFrame(80, 24)
	ui.WaitFor(back, "✓ front")
	ui.sendFile(back, "back.jpg")
	ui.WaitFor("✓ back")
	if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg" {
		t.Errorf("sent %s", got)
	}
}

// colour is any sequence that sets a colour.
var colour = regexp.MustCompile(`\x1b\[[0-9;:]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;:]*m`)

func TestNoColourMeansNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		environ []string
		want    bool
	}{
		{[]string{"TERM=xterm-256color", "TTY_FORCE=1"}, true},
		{[]string{"TERM=xterm-256color", "TTY_FORCE=1", "NO_COLOR=1"}, false},
	} {
		w := newWorld(t)
		w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
		ui := w.startWizard(wizardOptions{terminal: tuitest.Options{Environ: c.environ}})
		ui.openApplicant(anna)
		ui.chooseDocuments()
		ui.sendThreePictures()
		ui.startCheck()
		ui.WaitFor("APPROVED")
		if got := colour.MatchString(ui.Output()); got != c.want {
			t.Errorf("with %v colours are set: %v", c.environ, got)
		}
	}
}

func TestADocumentFoundWrongAfterItsFrontWasAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "✓ front")
	ui.openReviewRow("front")
	ui.Type("d")
	ui.WaitFor("Which document")
	ui.Type("PASSPORT")
	ui.WaitFor("▸ Passport", "┃ PASSPORT")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Country of issue")
	ui.Type("deu")
	ui.WaitFor("▸ Germany", "┃ deu")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Change to Passport · Germany?", "It cannot be taken back.")
	ui.takeRow("Change to Passport · Germany")
	ui.WaitFor("Start the check", "Passport", "set aside", "The document was changed afterwards.")
	ui.Type(tuitest.Enter)
	ui.WaitFor("✓ Passport")
	if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, PASSPORT FRONT_SIDE DEU front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestAPictureOfAnotherApplicantNeedsAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendThreePictures()
	ui.startCheck()
	ui.WaitFor("APPROVED")
	ui.Type("n")
	ui.openApplicant(bruno)
	ui.WaitFor("Bruno B. …16299147")
	ui.chooseDocuments()
	ui.typeFileName(front, "front.jpg")
	ui.WaitFor("sent for another applicant")
	ui.Type("\r\r")
	ui.WaitFor(front, "▸ front.jpg") // the second Enter took the safe row
	ui.Type(tuitest.Enter)
	ui.WaitFor("Probably not this picture", "This very picture was sent for another applicant.")
	ui.answerBecause("Send", "one person with two files")
	ui.WaitFor("! front")
	if n := len(w.service.UploadsOf(bruno)); n != 1 {
		t.Errorf("%d uploads for Bruno", n)
	}
	reason := ""
	for _, e := range w.entries(bruno) {
		if c, ok := e.Event.(flows.FileChosen); ok {
			reason = strings.Join(c.Overrides, " ")
		}
	}
	if !strings.Contains(reason, "one person with two files") {
		t.Errorf("the journal has the reason %q", reason)
	}
}
