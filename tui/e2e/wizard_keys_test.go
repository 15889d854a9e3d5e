package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// waitForJournal waits for the first screen with an open journal.
func (w *wizard) waitForJournal() {
	w.b.t.Helper()
	w.WaitFor("Who are the pictures for?", "Journal   open")
	w.WaitGone("opening…")
}

// open types an applicant's ID into the first screen.
func (w *wizard) open(applicant string) {
	w.b.t.Helper()
	w.waitForJournal()
	w.Type(applicant)
	w.WaitFor("┃ " + applicant[:12])
	w.WaitFor(applicant[len(applicant)-8:])
	w.Type(tuitest.Enter)
}

// chooseDocuments chooses an Australian identity card.
func (w *wizard) chooseDocuments() {
	w.b.t.Helper()
	w.WaitFor("Which document", "Identity document")
	w.Type("ID_CARD")
	w.WaitFor("▸ Identity card", "┃ ID_CARD")
	w.Type(tuitest.Enter)
	w.WaitFor("Country of issue")
	w.Type("aus")
	w.WaitFor("▸ Australia", "┃ aus")
	w.Type(tuitest.Enter)
}

// typeFileName types a file's name and waits until the file has been looked at.
func (w *wizard) typeFileName(title, name string) {
	w.b.t.Helper()
	w.WaitFor(title)
	w.Type(name)
	w.WaitFor(title, "┃ "+name, "▸ "+name, "SHA-256")
}

// sendFile picks the file for the slot of that title and sends it.
func (w *wizard) sendFile(title, name string) {
	w.b.t.Helper()
	w.typeFileName(title, name)
	w.Type(tuitest.Enter)
}

// The titles of the three slots of an identity card and a selfie.
const (
	front  = "Identity card · front side"
	back   = "Identity card · back side"
	selfie = "Selfie"
)

// sendThreePictures sends front.jpg, back.jpg and selfie.jpg, each after the one before was
// accepted.
func (w *wizard) sendThreePictures() {
	w.b.t.Helper()
	w.sendFile(front, "front.jpg")
	w.sendFile(back, "back.jpg")
	w.WaitFor("file 3 of 3")
	w.sendFile(selfie, "selfie.jpg")
}

// highlight moves the highlight to the row that begins with label.
func (w *wizard) highlight(label string) {
	w.b.t.Helper()
	w.WaitFor(label)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		arrow, row := rowsOf(w.Screen(), label)
		switch {
		case row >= 0 && row == arrow:
			return
		case row > arrow:
			w.Type(tuitest.Down)
		case row >= 0:
			w.Type(tuitest.Up)
		}
		for ; time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if now, at := rowsOf(w.Screen(), label); now != arrow || at != row {
				break
			}
		}
	}
	w.b.t.Fatalf("the highlight never came to %q on:\n%s", label, w.Screen())
}

// rowsOf finds the highlighted row and the last row that begins with label,
// which its state's sign may stand in front of; -1 for none.
func rowsOf(screen, label string) (arrow, row int) {
	arrow, row = -1, -1
	at := 0
	for line := range strings.Lines(screen) {
		text, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "│")
		if strings.Contains(text, "▸") {
			arrow = at
		}
		rest, ok := strings.CutPrefix(strings.TrimLeft(text, " ▸✓✗!●○"), label)
		if ok && (rest == "" || strings.HasPrefix(rest, " ")) {
			row = at
		}
		at++
	}
	return arrow, row
}

// waitForKeysRead returns when every key typed so far has been read: the help that is
// opened after them has been seen.
func (w *wizard) waitForKeysRead() {
	w.b.t.Helper()
	w.Type(tuitest.F1)
	w.WaitFor("On this screen")
	w.Type(tuitest.Esc)
	w.WaitGone("On this screen")
}

// openReviewRow goes to the review by its key, and there to a row.
func (w *wizard) openReviewRow(row string) {
	w.b.t.Helper()
	w.Type(tuitest.CtrlG)
	w.WaitFor("Start the check")
	w.highlight(row)
}

// takeRow takes a row of a dialog or of the review.
func (w *wizard) takeRow(label string) {
	w.b.t.Helper()
	w.highlight(label)
	w.Type(tuitest.Enter)
}

// startCheck confirms the start in its dialog.
func (w *wizard) startCheck() {
	w.b.t.Helper()
	w.WaitFor("READY")
	w.takeRow("Start the check")
	w.WaitFor("Not yet", "?")
	w.takeRow("Start the check")
}

// frame fails when the screen is not as wide as the terminal allows or its two
// rules are not where they belong.
func frame(t *testing.T, w *wizard, width, height int) {
	t.Helper()
	screen := w.Screen()
	rows := strings.Split(screen, "\n")
	if len(rows) != height {
		t.Fatalf("%d rows instead of %d:\n%s", len(rows), height, screen)
	}
	rule := strings.Repeat("─", width)
	for _, at := range []int{2, height - 3} {
		if rows[at] != rule {
			t.Fatalf("row %d is no rule of %d cells:\n%s", at+1, width, screen)
		}
	}
}

// takeTyping takes a row that wants a word typed first.
func (w *wizard) takeTyping(label, word string) {
	w.b.t.Helper()
	w.takeRow(label)
	w.WaitFor("Type " + word + " to go on.")
	w.Type(word)
	w.WaitFor("┃ " + word)
	w.Type(tuitest.Enter)
}

// takeBecause takes a row that wants a reason, and types one.
func (w *wizard) takeBecause(label, reason string) {
	w.b.t.Helper()
	w.takeRow(label)
	w.WaitFor("Why? The reason is recorded with your name.")
	w.takeRow("Type a reason")
	w.WaitFor("Your reason:")
	w.Type(reason)
	w.WaitFor("┃ " + reason)
	w.Type(tuitest.Enter)
}
