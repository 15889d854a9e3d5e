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
			b := newBench(t, nil)
			b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
			w := b.start(options{store: c.store})
			w.open(anna)
			w.chooseDocuments()
			w.sendFile(front, "front.jpg")
			w.WaitFor(back)
			if c.sent != "" {
				w.WaitFor("✓ front")
			} else {
				w.WaitFor("✗ front")
				w.openReviewRow("front")
				w.WaitFor("NOT SENT", "Not sent: it could not be recorded.")
			}
			if got := b.uploadsText(); got != c.sent {
				t.Errorf("sent %q, want %q", got, c.sent)
			}
			if n := len(b.service.Uploads()); n > b.count(anna, "Released") {
				t.Errorf("%d uploads", n)
			}
		})
	}
}

func TestABrokenJournalIsSaidOnTheFirstScreen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		say   string
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
			b := newBench(t, nil)
			if err := os.MkdirAll(filepath.Dir(b.journal), 0o700); err != nil {
				t.Fatal(err)
			}
			c.spoil(t, b.journal)
			w := b.start(options{})
			w.WaitFor("The journal: ", c.say, "closed")
			w.Type(anna)
			w.WaitFor("┃ " + anna)
			w.Type(tuitest.Enter)
			w.WaitFor("Nothing can be opened")
			frame(t, w, 80, 24)
			if err := os.RemoveAll(b.journal); err != nil { // so that the bench can look
				t.Fatal(err)
			}
			if n := b.service.Requests()["status"]; n != 0 {
				t.Errorf("%d questions to the service without a journal", n)
			}
		})
	}
}

func TestAServiceThatIsNotThereIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String() + sandbox.Path
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	w := b.start(options{url: url})
	w.open(anna)
	w.WaitFor("Which flow is it for?", "The service could not be asked.", "No connection. Nothing was sent.", "…39808060")
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	w.takeRow("KYC basic")
	w.WaitFor("Which document")
	w.Type(tuitest.CtrlG + tuitest.CtrlZ)
	w.WaitFor("Nothing is waiting to be sent.", "Start the check") // what the desk says moves no screen
	w.Type(tuitest.Esc)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "● front") // it is tried again by itself
	w.openReviewRow("front")
	w.WaitFor("No connection. Nothing was sent.")
}

func TestATakeOverStopsWhatHasNotLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	one := b.start(options{operator: "maya", hold: time.Minute})
	one.open(anna)
	one.chooseDocuments()
	one.sendFile(front, "front.jpg")
	one.WaitFor(back, "left to take it back")
	two := b.start(options{operator: "bob"})
	two.open(anna)
	two.WaitFor("Enter asks to take it over")
	two.Type(tuitest.Enter)
	two.WaitFor("Take this dossier over?", "It is held by maya")
	two.takeBecause("Take it over", "maya has gone home")
	two.WaitGone("Enter asks to take it over")
	one.WaitFor("bob", " over at ", "“maya", "Nothing more is sent")
	one.Type(tuitest.CtrlZ)
	b.waitUntil("the end of the first one's send", func() bool { return b.journey(anna).Holder().Operator == "bob" })
	two.openReviewRow("front")
	two.Type(tuitest.Enter)
	two.sendFile(front, "front.jpg")
	two.WaitFor("✓ front")
	if n := len(b.service.Uploads()); n != 1 {
		t.Errorf("%d uploads, want the second one's alone", n)
	}
	for _, a := range b.journey(anna).Attempts() {
		if a.Operator == "maya" && a.MayBeReceived() {
			t.Errorf("the first one's picture may have arrived")
		}
	}
}

// A program that is killed while an answer is awaited writes nothing more. The
// next one finds the dossier in the start list and asks.
func TestAKilledWizardResumesAtTheUnclearPicture(t *testing.T) {
	t.Parallel()
	b := newBench(t, onFront(sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: time.Minute}))
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	var dead atomic.Bool
	w := b.start(options{store: func(store desk.Store) desk.Store {
		return journaltest.NewFaultyStore(store, func(int, flows.Entry) journaltest.Fault {
			if dead.Load() {
				return journaltest.FaultLost
			}
			return journaltest.NoFault
		})
	}})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back, "front: sent, waiting for the answer")
	b.waitForUploads(1)
	dead.Store(true)
	w.Program.Kill()
	w.end()
	if story := b.story(anna); !strings.HasSuffix(story, " Released") {
		t.Fatalf("the killed one left: %s", story)
	}
	again := b.start(options{})
	again.waitForJournal()
	again.WaitFor("Continue where you left off", "…39808060", "0 of 3")
	again.Type(tuitest.Down)
	again.WaitFor("▸ …39808060")
	again.Type(tuitest.Enter)
	again.WaitFor("UNCLEAR", "It had left when its session ended.", "front                  unclear")
	again.Type(tuitest.Enter)
	again.WaitFor("What became of the front?", "an answer may still come; better wait")
	again.Type(tuitest.Esc)
	if n := len(b.service.Uploads()); n != 1 {
		t.Errorf("%d uploads", n)
	}
}
