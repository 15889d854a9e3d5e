package e2e

import (
	"strings"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// reasonCanaries are labels of a final rejection, and what two of them mean in this
// program's words.
var reasonCanaries = []string{"CANARYREASON", "FORGERY", "LOW_QUALITY", "a document is forged", "are poor or cannot be read"}

// TestNobodyElseLearnsTheReasonOfAFinalRejection walks through every screen of a rejected
// dossier: after the check, and opened again from the journal. An operator who must not
// learn the reason finds it nowhere; whoever may sees it at once.
func TestNobodyElseLearnsTheReasonOfAFinalRejection(t *testing.T) {
	t.Parallel()
	for name, hide := range map[string]bool{"lead": false, "operator": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"CANARYREASON", "FORGERY", "LOW_QUALITY"}}))
			ui := w.toTheStart(wizardOptions{hideReasons: hide})
			checkReasons(t, ui.walkRejected(hide)+ui.Output(), hide)
			ui.end()
			again := w.startWizard(wizardOptions{hideReasons: hide})
			again.openApplicant(anna)
			checkReasons(t, again.walkRejected(hide)+again.Output(), hide)
		})
	}
}

// checkReasons finds all of the reasons, or none.
func checkReasons(t *testing.T, seen string, hide bool) {
	t.Helper()
	for _, canary := range reasonCanaries {
		if strings.Contains(seen, canary) == hide {
			t.Errorf("%q is to be seen: %t", canary, hide)
		}
	}
}

// walkRejected shows every screen of a dossier that was rejected for good, and returns them.
func (w *wizard) walkRejected(hide bool) string {
	w.t.Helper()
	var seen strings.Builder
	look := func(keys string, texts ...string) {
		w.t.Helper()
		w.Type(keys)
		seen.WriteString(w.WaitFor(texts...))
	}
	look("", "STOP", "Do not send anything again", "Tell the applicant nothing")
	if strings.Contains(w.Screen(), "The reason is shown to leads only. Ask a lead for it.") != hide {
		w.t.Errorf("says that the reason is for leads: %t:\n%s", !hide, w.Screen())
	}
	for range 4 {
		look(pageDown, "hand over to compliance")
		w.waitForKeysRead()
	}
	seen.WriteString(w.Screen())
	w.Type("t")
	look("cc", "Applicant ID", anna)
	look(tuitest.Esc, "Result")
	look(tuitest.F1, "On this screen")
	look(tuitest.Esc, "Result")
	look(ctrlP, "Go to the start list")
	w.Type(tuitest.Esc)
	w.waitForKeysRead()
	look(tuitest.Esc, "read-only · see Result")
	for range 6 {
		w.Type(tuitest.Down)
		w.waitForKeysRead()
		seen.WriteString(w.Screen())
	}
	w.Type("t")
	look("cc", "Applicant ID", anna)
	w.Type(tuitest.Esc)
	look(ctrlO, "rejected, final")
	return seen.String()
}

// Keys: to read on, for the list of commands, and for the start list.
const (
	pageDown = "\x1b[6~"
	ctrlP    = "\x10"
	ctrlO    = "\x0f"
)
