package local_test

import (
	"strings"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// ready waits for the first screen with an open journal.
func (w *wizard) ready() {
	w.b.t.Helper()
	w.See("Who are the pictures for?", "Journal   open")
	w.Gone("opening…")
}

// open types an applicant's ID into the first screen.
func (w *wizard) open(applicant string) {
	w.b.t.Helper()
	w.ready()
	w.Type(applicant)
	w.See("┃ " + applicant[:12])
	w.See(applicant[len(applicant)-8:])
	w.Type(tuitest.Enter)
}

// documents chooses an Australian identity card.
func (w *wizard) documents() {
	w.b.t.Helper()
	w.See("Which document", "Identity document")
	w.Type("ID_CARD")
	w.See("▸ Identity card", "┃ ID_CARD")
	w.Type(tuitest.Enter)
	w.See("Country of issue")
	w.Type("aus")
	w.See("▸ Australia", "┃ aus")
	w.Type(tuitest.Enter)
}

// point types a file's name and waits until the file has been looked at.
func (w *wizard) point(title, name string) {
	w.b.t.Helper()
	w.See(title)
	w.Type(name)
	w.See(title, "┃ "+name, "▸ "+name, "SHA-256")
}

// send picks the file for the slot of that title and sends it.
func (w *wizard) send(title, name string) {
	w.b.t.Helper()
	w.point(title, name)
	w.Type(tuitest.Enter)
}

// The titles of the three slots of an identity card and a selfie.
const (
	front  = "Identity card · front side"
	back   = "Identity card · back side"
	selfie = "Selfie"
)

// three sends front.jpg, back.jpg and selfie.jpg, each after the one before was
// accepted.
func (w *wizard) three() {
	w.b.t.Helper()
	w.send(front, "front.jpg")
	w.send(back, "back.jpg")
	w.See("file 3 of 3")
	w.send(selfie, "selfie.jpg")
}

// highlight moves the highlight to the row that begins with label.
func (w *wizard) highlight(label string) {
	w.b.t.Helper()
	w.See(label)
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

// settle returns when every key typed so far has been read: the help that is
// opened after them has been seen.
func (w *wizard) settle() {
	w.b.t.Helper()
	w.Type(tuitest.F1)
	w.See("On this screen")
	w.Type(tuitest.Esc)
	w.Gone("On this screen")
}

// review goes to the review by its key, and there to a row.
func (w *wizard) review(row string) {
	w.b.t.Helper()
	w.Type(tuitest.CtrlG)
	w.See("Start the check")
	w.highlight(row)
}

// take takes a row of a dialog or of the review.
func (w *wizard) take(label string) {
	w.b.t.Helper()
	w.highlight(label)
	w.Type(tuitest.Enter)
}

// startCheck confirms the start in its dialog.
func (w *wizard) startCheck() {
	w.b.t.Helper()
	w.See("READY")
	w.take("Start the check")
	w.See("Not yet", "?")
	w.take("Start the check")
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
	w.take(label)
	w.See("Type " + word + " to go on.")
	w.Type(word)
	w.See("┃ " + word)
	w.Type(tuitest.Enter)
}

// takeBecause takes a row that wants a reason, and types one.
func (w *wizard) takeBecause(label, reason string) {
	w.b.t.Helper()
	w.take(label)
	w.See("Why? The reason is recorded with your name.")
	w.take("Type a reason")
	w.See("Your reason:")
	w.Type(reason)
	w.See("┃ " + reason)
	w.Type(tuitest.Enter)
}
