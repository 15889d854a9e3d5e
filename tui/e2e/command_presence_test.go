package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// TestUploadSaysWhoHoldsTheDossier proves that a run which finds the dossier
// held names who holds it, where and since when, and does not claim that it was
// taken from it; a takeover goes on as before.
func TestUploadSaysWhoHoldsTheDossier(t *testing.T) {
	w := newCommandWorld(t)
	j := journaltest.OpenAt(t, w.journal)
	key := flows.Key{Origin: w.url, Applicant: anna}
	since := time.Now().Add(-time.Hour)
	e := flows.Entry{Seq: 1, ID: "e", At: since, Session: "other", Operator: "tom\x1b[2J", Event: flows.Opened{}}
	w.appendEntry(j, anna, e)
	if err := j.RecordPresence(t.Context(), key, journal.Presence{Session: "other", Operator: "tom", Host: "desk-9", At: time.Now().UTC()}); err != nil {
		t.Fatal(err)
	}
	code, _, errs := w.upload("back.jpg")
	for _, want := range []string{"dossier: tom\\u{1B}[2J", " on desk-9 has held this dossier since " + since.Local().Format("2006-01-02 15:04"), "--take-over REASON", "nothing was sent from here"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q lacks %q", errs, want)
		}
	}
	if code != cli.ExitOccupied || strings.Contains(errs, "took this dossier over") || strings.Contains(errs, "\x1b") || len(w.service.Uploads()) != 0 {
		t.Errorf("exit %d, %d uploads: %q", code, len(w.service.Uploads()), errs)
	}
	if code, _, errs := w.upload("back.jpg", "--take-over", "tom is ill"); code != cli.ExitSuccess {
		t.Errorf("taken over: exit %d, %s", code, errs)
	}
	entries := w.entries(anna)
	last := entries[len(entries)-1]
	closed := flows.Entry{Seq: last.Seq + 1, ID: "c", At: time.Now(), Session: last.Session, Operator: "tom", Event: flows.Closed{Reason: "filed"}}
	w.appendEntry(j, anna, closed)
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitOccupied || !strings.Contains(errs, "is closed") || strings.Contains(errs, "tom") {
		t.Errorf("closed: exit %d, %s", code, errs)
	}
}
