package e2e

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal/journaltest"
	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// atEvent plans a fault for the first entry with such an event.
func atEvent[E flows.Event](fault journaltest.Fault) func(desk.Store) desk.Store {
	return func(store desk.Store) desk.Store {
		met := false
		return journaltest.NewFaultyStore(store, func(_ int, e flows.Entry) journaltest.Fault {
			if _, is := e.Event.(E); is && !met {
				met = true
				return fault
			}
			return journaltest.NoFault
		})
	}
}

// An append that says it failed and is durable all the same must neither send a
// picture twice nor lose one.
func TestAnAppendThatFailsAndIsDurable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		store func(desk.Store) desk.Store
		sent  string
	}{
		"the release": {atEvent[flows.Released](journaltest.FaultDurable), ""},
		"the answer":  {atEvent[flows.Answered](journaltest.FaultDurable), "ID_CARD FRONT_SIDE AUS front.jpg"},
		"the consent": {atEvent[flows.FileChosen](journaltest.FaultDurable), "ID_CARD FRONT_SIDE AUS front.jpg"},
		"the attempt": {atEvent[flows.SendStarted](journaltest.FaultDurable), "ID_CARD FRONT_SIDE AUS front.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
			ui := w.startWizard(wizardOptions{store: c.store})
			ui.openApplicant(anna)
			ui.chooseDocuments()
			ui.sendFile(front, "front.jpg")
			ui.WaitFor(back)
			if c.sent != "" {
				ui.WaitFor("✓ front")
			} else {
				ui.WaitFor("✗ front")
				ui.openReviewRow("front")
				// The release is asked for before the last byte: most of the picture had left.
				ui.WaitFor("STOPPED", "It could not be recorded in", "Stopped before the end", "did not get a complete picture.")
			}
			if got := w.uploadsText(); got != c.sent {
				t.Errorf("sent %q, want %q", got, c.sent)
			}
			if n := len(w.service.Uploads()); n > w.count(anna, "Released") {
				t.Errorf("%d uploads", n)
			}
		})
	}
}

func TestABrokenJournalIsSaidOnTheFirstScreen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage func(t *testing.T, path string)
		say    string
	}{
		"a damaged file": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("SQLite format 3\x00 and then nothing that makes sense"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "journal: "},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is in its place; remove it, or choose another place."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if err := os.MkdirAll(filepath.Dir(w.journal), 0o700); err != nil {
				t.Fatal(err)
			}
			c.damage(t, w.journal)
			ui := w.startWizard(wizardOptions{})
			ui.WaitFor("The journal: ", c.say, "closed")
			ui.Type(anna)
			ui.WaitFor("┃ " + anna)
			ui.Type(tuitest.Enter)
			ui.WaitFor("Nothing can be opened")
			frame(t, ui, 80, 24)
			if err := os.RemoveAll(w.journal); err != nil { // so that the bench can look
				t.Fatal(err)
			}
			if n := w.service.Requests()["status"]; n != 0 {
				t.Errorf("%d questions to the service without a journal", n)
			}
		})
	}
}

func TestAServiceThatIsNotThereIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String() + sandbox.Path
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ui := w.startWizard(wizardOptions{url: url})
	ui.openApplicant(anna)
	begin := time.Now()
	ui.WaitFor("Which flow is it for?", "The service could not be asked.", "The service's port is", "…39808060")
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	ui.takeRow("KYC basic")
	ui.WaitFor("Which document")
	ui.Type(tuitest.CtrlG + tuitest.CtrlZ)
	ui.WaitFor("Nothing is waiting to be sent.", "Start the check") // what the desk says moves no screen
	ui.Type(tuitest.Esc)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "● front") // it is tried again by itself
	ui.openReviewRow("front")
	ui.WaitFor("The service's port is closed. Nothing was sent.")
}

func TestATakeOverStopsWhatHasNotLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	one := w.startWizard(wizardOptions{operator: "maya", hold: time.Minute})
	one.openApplicant(anna)
	one.chooseDocuments()
	one.sendFile(front, "front.jpg")
	one.WaitFor(back, "left to take it back")
	two := w.startWizard(wizardOptions{operator: "bob"})
	two.openApplicant(anna)
	two.WaitFor("Enter asks to take it over")
	two.Type(tuitest.Enter)
	two.WaitFor("Take this dossier over?", "It is held by maya")
	two.answerBecause("Take over", "maya has gone home")
	two.WaitGone("Enter asks to take it over")
	one.WaitFor("bob", " over at ", "“maya", "Nothing more is sent")
	one.Type(tuitest.CtrlZ)
	w.waitUntil("the end of the first one's send", func() bool { return w.journey(anna).Holder().Operator == "bob" })
	two.openReviewRow("front")
	two.Type(tuitest.Enter)
	two.sendFile(front, "front.jpg")
	two.WaitFor("✓ front")
	if n := len(w.service.Uploads()); n != 1 {
		t.Errorf("%d uploads, want the second one's alone", n)
	}
	for _, a := range w.journey(anna).Attempts() {
		if a.Operator == "maya" && a.MayBeReceived() {
			t.Errorf("the first one's picture may have arrived")
		}
	}
}

// A program that is killed while an answer is awaited writes nothing more. The
// next one finds the dossier in the start list and asks.
func TestAKilledWizardResumesAtTheUnclearPicture(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onFront(sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: time.Minute}))
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	var dead atomic.Bool
	ui := w.startWizard(wizardOptions{store: func(store desk.Store) desk.Store {
		return journaltest.NewFaultyStore(store, func(int, flows.Entry) journaltest.Fault {
			if dead.Load() {
				return journaltest.FaultLost
			}
			return journaltest.NoFault
		})
	}})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back, "front: sent, no answer yet")
	w.waitForUploads(1)
	dead.Store(true)
	ui.Program.Kill()
	ui.end()
	if story := w.story(anna); !strings.HasSuffix(story, " Released") {
		t.Fatalf("the killed one left: %s", story)
	}
	again := w.startWizard(wizardOptions{})
	again.waitForJournal()
	again.WaitFor("Continue where you left off", "…39808060", "0 of 3")
	again.Type(tuitest.Down)
	again.WaitFor("▸ …39808060")
	again.Type(tuitest.Enter)
	again.WaitFor("UNCLEAR", "Sent before its session ended.", "front                  unclear")
	again.Type(tuitest.Enter)
	again.WaitFor("What became of the front?", "an answer may still come; better wait")
	again.Type(tuitest.Esc)
	if n := len(w.service.Uploads()); n != 1 {
		t.Errorf("%d uploads", n)
	}
}
