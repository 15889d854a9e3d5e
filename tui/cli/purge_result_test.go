package cli_test

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

const stranger = "1763870400000x111111111111111111"

// aged is a bench whose journal holds a dossier of ten years ago for each of the
// applicants.
func aged(t *testing.T, applicants ...string) (*bench, *journal.Journal) {
	t.Helper()
	b := newBench(t)
	b.env["DOSSIER_AUDIT_KEY"] = journaltest.WriteKeyFile(t, b.dir)
	j := journaltest.OpenAt(t, b.env["DOSSIER_JOURNAL"])
	for _, a := range applicants {
		e := flows.Entry{Seq: 1, ID: "e" + a, At: time.Now().AddDate(-10, 0, 0), Session: "s", Operator: "o", Event: flows.Opened{}}
		if out := j.Append(t.Context(), flows.Key{Origin: b.url, Applicant: a}, e, flows.Summary{}); out.Result != journal.Done {
			t.Fatal(out.Err)
		}
	}
	return b, j
}

func (b *bench) opened(j *journal.Journal, applicant string, ago time.Duration) {
	b.t.Helper()
	p := journal.Presence{Session: "s" + applicant, Operator: "tom", Host: "desk-9", At: time.Now().Add(-ago).UTC()}
	if err := j.RecordPresence(b.t.Context(), flows.Key{Origin: b.url, Applicant: applicant}, p); err != nil {
		b.t.Fatal(err)
	}
}

func TestPurgeOfAnOpenOrUnknownDossier(t *testing.T) {
	b, j := aged(t, applicant)
	b.wants(cli.ExitFailure, []string{"there is no dossier of this applicant"}, "journal", "purge", "--applicant", stranger, "--yes")
	b.wants(cli.ExitFailure, []string{"there is no dossier of this applicant"}, "journal", "purge", "--applicant", stranger)
	b.opened(j, applicant, time.Second)
	for _, args := range [][]string{{"--yes"}, nil} {
		b.wants(cli.ExitOccupied, []string{"1 dossier stays: somebody has it open", "tom on desk-9 has this dossier open, so it stays"},
			append([]string{"journal", "purge", "--applicant", applicant}, args...)...)
	}
	b.opened(j, applicant, journal.GoneAfter+time.Second) // the control: whoever is gone holds nothing up
	b.wants(cli.ExitSuccess, []string{"1 dossier with 1 entry removed"}, "journal", "purge", "--applicant", applicant, "--yes")
}

// TestPurgeSaysWhatStays proves that what is due and stays is told, and that a
// purge which could remove nothing of what is due does not end as if all were
// well.
func TestPurgeSaysWhatStays(t *testing.T) {
	b, j := aged(t, applicant, stranger)
	b.opened(j, applicant, time.Second)
	b.wants(cli.ExitSuccess, []string{"1 dossier stays: somebody has it open", "1 dossier with 1 entry removed"}, "journal", "purge", "--older-than", "7y", "--yes")
	b.wants(cli.ExitOccupied, []string{"1 dossier stays: somebody has it open", "Nothing else is due", "all that is due is open"}, "journal", "purge", "--older-than", "7y", "--yes")

	b, j = aged(t, applicant, stranger)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	b.tamper("UPDATE dossiers SET head = 2 WHERE applicant = '" + applicant + "'")
	b.wants(cli.ExitFailure, []string{"1 dossier stays: what the journal says of it does not fit", "1 dossier with 1 entry removed", "run dossier audit verify"},
		"journal", "purge", "--older-than", "7y", "--yes")
}
