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
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.typeFileName(front, "front.jpg")
	w.Type("\r\r")
	w.WaitFor(back, "No file is highlighted yet", "✓ front")
	w.typeFileName(back, "back.jpg")
	w.Type("\r\r\r")
	w.WaitFor("file 3 of 3", "✓ back")
	w.typeFileName("file 3 of 3", "selfie.jpg")
	w.Type("\r\r")
	w.WaitFor("✓ selfie")
	w.startCheckTwice()
	w.WaitFor("APPROVED")
	if n, checks := len(b.service.Uploads()), b.service.Requests()["check"]; n != 3 || checks != 1 || b.count(anna, "FileChosen") != 3 {
		t.Errorf("%d uploads, %d starts, %d consents", n, checks, b.count(anna, "FileChosen"))
	}
}

// startCheckTwice presses Enter twice on the row that starts.
func (w *wizard) startCheckTwice() {
	w.b.t.Helper()
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
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg")
	w := b.start(options{})
	w.waitForJournal()
	w.Paste("https://example.test/applicant/" + anna + "?x=1\r\n\r\n")
	w.WaitFor("┃ "+anna, "Who are the pictures for?")
	w.Type(tuitest.Enter)
	w.WaitFor("Which document")
	w.Paste("ID_CARD\r\n")
	w.WaitFor("▸ Identity card", "Which document")
	w.Type(tuitest.Enter)
	w.WaitFor("Country of issue")
	w.Paste("aus\n\n")
	w.WaitFor("▸ Australia", "Country of issue")
	w.Type(tuitest.Enter)
	w.WaitFor(front)
	w.Paste("'" + b.home + "/front.jpg'\r\n\r\n")
	w.WaitFor("enter send", front, "▸ front.jpg")
	if n := b.count(anna, "FileChosen"); n != 0 || len(b.service.Uploads()) != 0 {
		t.Fatalf("a paste sent something: %d consents", n)
	}
	w.Type(tuitest.Enter)
	w.WaitFor("✓ front")
	if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestTheHighlightStaysOnItsFileWhenANewOneArrives(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.WaitFor(front, "newest first", "front.jpg")
	w.Type("\r")
	w.WaitFor("No file is highlighted")
	w.Type(tuitest.Down)
	w.WaitFor("▸ front.jpg", "enter send")
	b.write("newer.jpg", noise("newer.jpg"), 0)
	screen := w.WaitFor("newer.jpg")
	if !strings.Contains(screen, "▸ front.jpg") || strings.Index(screen, "newer.jpg") > strings.Index(screen, "▸ front.jpg") {
		t.Fatalf("the highlight did not stay, or the list is not newest first:\n%s", screen)
	}
	w.Type(tuitest.Enter)
	w.WaitFor("✓ front")
	if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestAHeldSendCanBeTakenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg")
	w := b.start(options{hold: time.Minute})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "back.jpg") // the wrong one
	w.WaitFor(back, "left to take it back (ctrl+z)")
	w.Type(tuitest.CtrlZ)
	w.WaitFor("✗ front")
	w.Type(tuitest.CtrlG)
	w.WaitFor("Taken back in time. Nothing was sent.")
	b.waitUntil("the end of the request", func() bool { return strings.Contains(b.story(anna), "SendCancelled") })
	if n := len(b.service.Uploads()); n != 0 {
		t.Errorf("%d uploads", n)
	}
}

func TestEscNeverQuitsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.waitForJournal()
	w.Type("17638704")
	w.WaitFor("┃ 17638704")
	w.Type(tuitest.Esc)
	w.Type(tuitest.CtrlU)
	w.open(anna)
	w.WaitFor("Which document")
	w.Type("pass")
	w.WaitFor("▸ Passport", "┃ pass")
	w.Type(tuitest.Esc)
	w.WaitFor("Who are the pictures for?")
	w.Type(tuitest.Enter)
	w.WaitFor("Which document", "┃ pass")
	w.Type(tuitest.CtrlU)
	w.chooseDocuments()
	w.WaitFor(front)
	w.Type("fro")
	w.WaitFor("▸ front.jpg", "enter send")
	w.Type(tuitest.Esc)
	w.WaitFor("Which document")
	w.Type(tuitest.Esc)
	w.WaitFor("Who are the pictures for?")
	w.Type(tuitest.Enter)
	w.WaitFor(front, "┃ fro")
	w.Type(tuitest.CtrlU)
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "✓ front")
	for range 6 {
		w.Type(tuitest.Esc)
		frame(t, w, 80, 24)
	}
	w.WaitFor("Locked: a picture was sent")
	w.Type(tuitest.Esc)
	w.WaitFor("Locked: a picture was sent")
	if w.HasEnded() {
		t.Fatal("esc left the program")
	}
	w.Type(tuitest.Enter)
	w.WaitFor(back)
}

func TestLeavingIsAskedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg")
	w := b.start(options{hold: time.Minute})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "left to take it back")
	w.Type(tuitest.CtrlC)
	w.WaitFor("Leave?", "has not been sent yet and will not be sent", "Stay")
	w.Type(tuitest.Esc)
	w.WaitFor(back)
	w.Type(tuitest.CtrlC)
	w.WaitFor("Leave?")
	w.Type(tuitest.CtrlC)
	if _, err := w.Wait(); err != nil {
		t.Errorf("leaving: %v", err)
	}
	w.end()
	if n := len(b.service.Uploads()); n != 0 {
		t.Errorf("%d uploads after leaving while the picture was held", n)
	}
	if on := w.Modes(); len(on) != 0 && !(len(on) == 1 && on[0] == 25) { // 25: the cursor is shown
		t.Errorf("these modes stay on in the terminal: %v", on)
	}
}

func TestResizingDuringASendBreaksNothing(t *testing.T) {
	t.Parallel()
	slow := sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: 1500 * time.Millisecond}
	b := newBench(t, onFront(slow))
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "waiting for the answer")
	for range 3 {
		for _, size := range [][2]int{{60, 18}, {120, 40}, {80, 12}, {40, 10}} {
			w.Resize(size[0], size[1])
			if size[0] < 60 {
				w.WaitFor("dossier needs a window of at least 60×12; this one is 40×10.")
				continue
			}
			w.waitForFrame(size[0], size[1])
		}
	}
	w.Resize(80, 24)
	w.waitForFrame(80, 24)
	w.WaitFor(back, "✓ front")
	w.sendFile(back, "back.jpg")
	w.WaitFor("✓ back")
	if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD BACK_SIDE AUS back.jpg" {
		t.Errorf("sent %s", got)
	}
}

// waitForFrame waits for the frame of a size: a resize takes a moment to be drawn.
func (w *wizard) waitForFrame(width, height int) {
	w.b.t.Helper()
	rule := strings.Repeat("─", width)
	w.b.waitUntil("the frame of the new size", func() bool {
		rows := strings.Split(w.Screen(), "\n")
		return len(rows) == height && rows[2] == rule && rows[height-3] == rule
	})
	frame(w.b.t, w, width, height)
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
		b := newBench(t, nil)
		b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
		w := b.start(options{terminal: tuitest.Options{Environ: c.environ}})
		w.open(anna)
		w.chooseDocuments()
		w.sendThreePictures()
		w.startCheck()
		w.WaitFor("APPROVED")
		if got := colour.MatchString(w.Output()); got != c.want {
			t.Errorf("with %v colours are set: %v", c.environ, got)
		}
	}
}

func TestADocumentFoundWrongAfterItsFrontWasAccepted(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "✓ front")
	w.openReviewRow("front")
	w.Type("d")
	w.WaitFor("Which document")
	w.Type("PASSPORT")
	w.WaitFor("▸ Passport", "┃ PASSPORT")
	w.Type(tuitest.Enter)
	w.WaitFor("Country of issue")
	w.Type("deu")
	w.WaitFor("▸ Germany", "┃ deu")
	w.Type(tuitest.Enter)
	w.WaitFor("Change to Passport · Germany?", "It can not be taken back.")
	w.takeRow("Change to Passport · Germany")
	w.WaitFor("Start the check", "Passport", "set aside", "The document was changed afterwards.")
	w.Type(tuitest.Enter)
	w.WaitFor("✓ identity")
	if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, PASSPORT FRONT_SIDE DEU front.jpg" {
		t.Errorf("sent %s", got)
	}
}

func TestAPictureOfAnotherApplicantNeedsAReason(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.sendThreePictures()
	w.startCheck()
	w.WaitFor("APPROVED")
	w.Type("n")
	w.open(bruno)
	w.WaitFor("Bruno B. …16299147")
	w.chooseDocuments()
	w.typeFileName(front, "front.jpg")
	w.WaitFor("sent for another applicant")
	w.Type("\r\r")
	w.WaitFor(front, "▸ front.jpg") // the second Enter took the safe row
	w.Type(tuitest.Enter)
	w.WaitFor("Probably not this picture", "This very picture was sent for another applicant.")
	w.takeBecause("Send it all the same, with a reason", "one person with two files")
	w.WaitFor("✓ front")
	if n := len(b.service.UploadsOf(bruno)); n != 1 {
		t.Errorf("%d uploads for Bruno", n)
	}
	reason := ""
	for _, e := range b.entries(bruno) {
		if c, ok := e.Event.(flows.FileChosen); ok {
			reason = strings.Join(c.Overrides, " ")
		}
	}
	if !strings.Contains(reason, "one person with two files") {
		t.Errorf("the journal has the reason %q", reason)
	}
}
