package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// display is a terminal with a wizard on it: an emulator in this process, a
// pseudo-terminal, or a real one.
type display interface {
	Screen() string
	Type(keys string)
	WaitFor(texts ...string) string
	WaitGone(texts ...string) string
}

// operator does what a person does with a wizard, step by step.
type operator struct {
	t *testing.T
	display
}

// waitForJournal waits for the first screen with an open journal.
func (o operator) waitForJournal() {
	o.t.Helper()
	o.WaitFor("Who are the pictures for?", "Journal   open")
	o.WaitGone("opening…")
}

// openApplicant types an applicant's ID into the first screen.
func (o operator) openApplicant(applicant string) {
	o.t.Helper()
	o.waitForJournal()
	o.Type(applicant)
	o.WaitFor("┃ " + applicant[:12])
	o.WaitFor(applicant[len(applicant)-8:])
	o.Type(tuitest.Enter)
}

// chooseDocuments chooses an Australian identity card.
func (o operator) chooseDocuments() {
	o.t.Helper()
	o.WaitFor("Which document", "Identity document")
	o.Type("ID_CARD")
	o.WaitFor("▸ Identity card", "┃ ID_CARD")
	o.Type(tuitest.Enter)
	o.WaitFor("Country of issue")
	o.Type("aus")
	o.WaitFor("▸ Australia", "┃ aus")
	o.Type(tuitest.Enter)
}

// typeFileName types a file's name and waits until the file has been looked at.
func (o operator) typeFileName(title, name string) {
	o.t.Helper()
	o.WaitFor(title)
	o.Type(name)
	o.WaitFor(title, "┃ "+name, "▸ "+name, "SHA-256")
}

// sendFile picks the file for the slot of that title and sends it.
func (o operator) sendFile(title, name string) {
	o.t.Helper()
	o.typeFileName(title, name)
	o.Type(tuitest.Enter)
}

// The titles of the three slots of an identity card and a selfie.
const (
	front  = "Identity card · front side"
	back   = "Identity card · back side"
	selfie = "Selfie"
)

// sendThreePictures sends front.jpg, back.jpg and selfie.jpg, each after the one before was
// accepted.
func (o operator) sendThreePictures() {
	o.t.Helper()
	o.sendFile(front, "front.jpg")
	o.sendFile(back, "back.jpg")
	o.WaitFor("picture 3 of 3")
	o.sendFile(selfie, "selfie.jpg")
}

// highlight moves the highlight to the row that begins with label.
func (o operator) highlight(label string) {
	o.t.Helper()
	o.WaitFor(label)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		arrow, row := rowsOf(o.Screen(), label)
		switch {
		case row >= 0 && row == arrow:
			return
		case row > arrow:
			o.Type(tuitest.Down)
		case row >= 0:
			o.Type(tuitest.Up)
		}
		for ; time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if now, at := rowsOf(o.Screen(), label); now != arrow || at != row {
				break
			}
		}
	}
	o.t.Fatalf("the highlight never came to %q on:\n%s", label, o.Screen())
}

// rowsOf finds the highlighted row and the last row that begins with label,
// which its state's sign may precede; -1 for none.
func rowsOf(screen, label string) (arrow, row int) {
	arrow, row = -1, -1
	at := 0
	for line := range strings.Lines(screen) {
		text, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "│")
		if strings.Contains(text, "▸") {
			arrow = at
		}
		rest, ok := strings.CutPrefix(strings.TrimLeft(text, " ▸✓✗!●○─"), label)
		if ok && (rest == "" || strings.HasPrefix(rest, " ")) {
			row = at
		}
		at++
	}
	return arrow, row
}

// leaveWizard leaves with ctrl+c, which is asked once.
func (o operator) leaveWizard() {
	o.t.Helper()
	o.Type(tuitest.CtrlC)
	o.WaitFor("Leave?")
	o.Type(tuitest.CtrlC)
}

// waitForKeysRead returns when every key typed so far has been read: the help that is
// opened after them has been seen.
func (o operator) waitForKeysRead() {
	o.t.Helper()
	o.Type(tuitest.F1)
	o.WaitFor("On this screen")
	o.Type(tuitest.Esc)
	o.WaitGone("On this screen")
}

// openReviewRow goes to the review by its key, and there to the row of a picture: front,
// back or selfie.
func (o operator) openReviewRow(picture string) {
	o.t.Helper()
	o.Type(tuitest.CtrlG)
	o.WaitFor("Start the check")
	o.highlight(reviewRow(picture))
}

// reviewRow is the title of a picture's row.
func reviewRow(picture string) string {
	if picture == "selfie" {
		return "Selfie"
	}
	return "Identity card · " + picture
}

// takeRow takes a row of a dialog or of the review.
func (o operator) takeRow(label string) {
	o.t.Helper()
	o.highlight(label)
	o.Type(tuitest.Enter)
}

// startCheck confirms the start in its dialog.
func (o operator) startCheck() {
	o.t.Helper()
	o.WaitFor("READY")
	o.takeRow("Start the check")
	o.WaitFor("Not yet", "?")
	o.takeRow("Start the check")
}

// answerBecause takes an answer whose reasons are rows of the same dialog, and types one.
func (o operator) answerBecause(verb, reason string) {
	o.t.Helper()
	o.WaitFor("The reason is recorded with your name.")
	o.takeRow(verb + ": type a reason")
	o.WaitFor("Your reason:")
	o.Type(reason)
	o.WaitFor("┃ " + reason)
	o.Type(tuitest.Enter)
}

// typeWord types the word that a dialog wants.
func (o operator) typeWord(word string) {
	o.t.Helper()
	o.WaitFor("Type " + word + " to go on.")
	o.Type(word)
	o.WaitFor("┃ " + word)
	o.Type(tuitest.Enter)
}

// takeBecause takes a row that wants a reason, and types one.
func (o operator) takeBecause(label, reason string) {
	o.t.Helper()
	o.takeRow(label)
	o.WaitFor("Why? The reason is recorded with your name.")
	o.takeRow("Type a reason")
	o.WaitFor("Your reason:")
	o.Type(reason)
	o.WaitFor("┃ " + reason)
	o.Type(tuitest.Enter)
}
