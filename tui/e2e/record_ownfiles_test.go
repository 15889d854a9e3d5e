//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestHeadsOfAnotherJournalAreCounted: heads that name another journal prove nothing of
// this one, and a verification says how many it passed over.
func TestHeadsOfAnotherJournalAreCounted(t *testing.T) {
	w := newAuditedWorld(t)
	own := w.config("audit-heads.jsonl")
	head := w.expect(cli.ExitSuccess, nil, "audit", "head")
	other := strings.NewReplacer(`"journal":"`, `"journal":"X`, `"place":"`, `"place":"0`).Replace(head)
	appendTo(t, own, other)
	w.expect(cli.ExitSuccess, []string{"✓ whole", "1 of 1 that were written down were found; 1 head is of another journal, compared with nothing"}, "audit", "verify")
	given := w.file("given")
	appendTo(t, given, head+other+other)
	w.expect(cli.ExitSuccess, []string{"2 of 2 that were written down were found; 3 heads are of another journal"}, "audit", "verify", "--against", given)
	if err := os.WriteFile(own, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitIncomplete, []string{"none of this journal was written down, so a cut end could not be seen; 1 head is of another journal"}, "audit", "verify")
	w.expect(cli.ExitIncomplete, []string{`"headsKnown":0`, `"headsOfOthers":1`}, "audit", "verify", "--json")
}

// TestNothingElseIsKeptInTheJournalsFiles: what SQLite keeps beside a journal is no place
// for heads or the audit key, neither of the journal in use nor of one that is copied to.
func TestNothingElseIsKeptInTheJournalsFiles(t *testing.T) {
	w := newAuditedWorld(t)
	from := w.env["DOSSIER_JOURNAL"]
	head := w.expect(cli.ExitSuccess, nil, "audit", "head")
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		w.expect(cli.ExitFailure, []string{"the head could not be written down: it is the journal's own file"}, "audit", "head", "--to", from+ending)
		for _, variable := range []string{"DOSSIER_AUDIT_HEADS", "DOSSIER_AUDIT_KEY"} {
			w.env[variable] = from + ending
			for _, args := range [][]string{
				{"audit", "verify"}, {"audit", "head"}, {"receipt", anna}, {"journal", "purge", "--older-than", "7y", "--yes"},
				{"upload", anna, "--flow", "KYC", w.file("front.jpg")},
			} {
				w.expect(cli.ExitUsage, []string{variable + ": it is the journal's own file"}, args...)
			}
			to := w.file("copy" + strings.ReplaceAll(ending, "-", "") + ".db")
			w.env[variable] = to + ending
			appendTo(t, to+ending, head)
			w.expect(cli.ExitUsage, []string{variable + ": it is the journal's own file"}, "journal", "copy", from, to)
			if text, err := os.ReadFile(to + ending); err != nil || string(text) != head {
				t.Errorf("%s%s: the file of heads holds %d bytes, %v", variable, ending, len(text), err)
			}
			if err := os.Remove(to + ending); err != nil {
				t.Fatal(err)
			}
			delete(w.env, variable)
		}
	}
	if files, err := filepath.Glob(from + "-journal"); err != nil || len(files) != 0 {
		t.Errorf("%v, %v", files, err)
	}
	w.expect(cli.ExitSuccess, []string{"✓ whole"}, "audit", "verify")
}

// TestACopyOfARenamedKeySaysSo: nobody is sent to look for a key that is here.
func TestACopyOfARenamedKeySaysSo(t *testing.T) {
	w := newAuditedWorld(t)
	w.tamper("UPDATE chain SET key = '0123456789abcdef'")
	to := w.file("new/copy.db")
	w.expect(cli.ExitFailure, []string{"nothing was copied; the journal names another audit key than the one that seals it"}, "journal", "copy", w.env["DOSSIER_JOURNAL"], to)
	if _, err := os.Stat(to); err == nil {
		t.Error("it made the target")
	}
}
