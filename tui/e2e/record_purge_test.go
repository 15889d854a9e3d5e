package e2e

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// newAgedWorld is a world whose journal holds a dossier of ten years ago for each of the
// applicants.
func newAgedWorld(t *testing.T, applicants ...string) (*world, *journal.Journal) {
	t.Helper()
	w := newCommandWorld(t)
	j := journaltest.OpenAt(t, w.journal)
	for _, a := range applicants {
		e := flows.Entry{Seq: 1, ID: "e" + a, At: time.Now().AddDate(-10, 0, 0), Session: "s", Operator: "o", Event: flows.Opened{}}
		w.appendEntry(j, a, e)
	}
	return w, j
}

func (w *world) opened(j *journal.Journal, applicant string, ago time.Duration) {
	w.t.Helper()
	p := journal.Presence{Session: "s" + applicant, Operator: "tom", Host: "desk-9", At: time.Now().Add(-ago).UTC()}
	if err := j.RecordPresence(w.t.Context(), flows.Key{Origin: w.url, Applicant: applicant}, p); err != nil {
		w.t.Fatal(err)
	}
}

func TestPurgeOfAnOpenOrUnknownDossier(t *testing.T) {
	w, j := newAgedWorld(t, anna)
	w.expect(cli.ExitFailure, []string{"there is no dossier of this applicant"}, "journal", "purge", "--applicant", stranger, "--yes")
	w.expect(cli.ExitFailure, []string{"there is no dossier of this applicant"}, "journal", "purge", "--applicant", stranger)
	w.opened(j, anna, time.Second)
	for _, args := range [][]string{{"--yes"}, nil} {
		w.expect(cli.ExitOccupied, []string{"1 dossier stays: somebody has it open", "tom on desk-9 has this dossier open, so it stays"},
			append([]string{"journal", "purge", "--applicant", anna}, args...)...)
	}
	w.opened(j, anna, journal.GoneAfter+time.Second) // the control: whoever is gone holds nothing up
	w.expect(cli.ExitSuccess, []string{"1 dossier with 1 entry removed"}, "journal", "purge", "--applicant", anna, "--yes")
}

// TestPurgeSaysWhatStays proves that what is due and stays is told, and that a
// purge which could remove nothing of what is due does not end as if all were
// well.
func TestPurgeSaysWhatStays(t *testing.T) {
	w, j := newAgedWorld(t, anna, stranger)
	w.opened(j, anna, time.Second)
	w.expect(cli.ExitSuccess, []string{"1 dossier stays: somebody has it open", "1 dossier with 1 entry removed"}, "journal", "purge", "--older-than", "7y", "--yes")
	w.expect(cli.ExitOccupied, []string{"1 dossier stays: somebody has it open", "Nothing else is due", "all that is due is open"}, "journal", "purge", "--older-than", "7y", "--yes")

	w, j = newAgedWorld(t, anna, stranger)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	w.tamper("UPDATE dossiers SET head = 2 WHERE applicant = '" + anna + "'")
	w.expect(cli.ExitFailure, []string{"1 dossier stays: what the journal says of it does not fit", "1 dossier with 1 entry removed", "run dossier audit verify"},
		"journal", "purge", "--older-than", "7y", "--yes")
}
