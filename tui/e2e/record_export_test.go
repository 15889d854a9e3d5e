package e2e

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/tui/cli"
)

// saysOnlyNotProved reports whether all that is said is that the audit key is not here.
func saysOnlyNotProved(errs string) bool {
	return strings.HasPrefix(errs, "dossier: not proved: ") && strings.Count(errs, "\n") == 1
}

// TestExportNeedsTheJournalOnly proves both formats, and what the scopes leave.
func TestExportNeedsTheJournalOnly(t *testing.T) {
	w := newCheckedWorld(t)
	code, out, errs := w.exec("audit", "export")
	all := strings.Count(out, "\n")
	if code != cli.ExitSuccess || !saysOnlyNotProved(errs) || all < 20 {
		t.Fatalf("exit %d, %d lines, %q", code, all, errs)
	}
	for line := range strings.Lines(out) {
		var l struct {
			Schema    int
			Applicant string `json:"applicantId"`
			Service   string
			Event     map[string]any
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Schema != 1 || l.Applicant != anna || l.Service != w.url || l.Event == nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	_, table, _ := w.exec("audit", "export", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != all+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	tomorrow := time.Now().AddDate(0, 0, 1).UTC()
	for _, c := range []struct {
		args string
		want int
	}{
		{"--applicant " + anna, all}, {"--since 1d", all}, {"--since 2020-01-01", all}, {"--since 7y --applicant " + anna, all},
		{"--since " + tomorrow.Format(time.DateOnly), 0}, {"--since " + tomorrow.Format(time.RFC3339), 0},
	} {
		code, out, errs := w.exec(append([]string{"audit", "export"}, strings.Fields(c.args)...)...)
		if n := strings.Count(out, "\n"); code != cli.ExitSuccess || n != c.want {
			t.Errorf("%s: exit %d, %d lines, %q", c.args, code, n, errs)
		}
	}
}

func TestExportSaysWhatIsWrong(t *testing.T) {
	w := newCheckedWorld(t)
	for args, want := range map[string]string{
		"--format xml":    "--format is jsonl or csv",
		"--applicant me":  "that is not an applicant ID",
		"--since monday":  "--since: write a date",
		"--since 5":       "--since: write a date",
		"--since -3d":     "--since: write a date",
		"--applicant 1x1": "no dossier of this applicant",
		"extra":           "takes no arguments",
	} {
		code, out, errs := w.exec(append([]string{"audit", "export"}, strings.Fields(args)...)...)
		if code == cli.ExitSuccess || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %q, %q", args, code, out, errs)
		}
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestExportIntoNothingFails(t *testing.T) {
	w := newCheckedWorld(t)
	for _, args := range []string{"audit export", "audit export --format csv", "receipt " + anna + " --out - --format json"} {
		code, errs := w.runMain(closed{}, strings.Fields(args)...)
		if code != cli.ExitFailure || !strings.Contains(errs, "so it is not whole") {
			t.Errorf("%s: exit %d, %q", args, code, errs)
		}
	}
}

// full is a disk without room.
type full struct{ left int }

func (f *full) Write(w []byte) (int, error) {
	n := min(f.left, len(w))
	f.left -= n
	if n < len(w) {
		return n, &os.PathError{Op: "write", Path: "/x", Err: syscall.ENOSPC}
	}
	return n, nil
}

// TestAnOutputThatIsNotWholeIsAFailure proves that no command ends as if all
// were well when its result could not be written.
func TestAnOutputThatIsNotWholeIsAFailure(t *testing.T) {
	w := newAuditedWorld(t)
	for _, args := range [][]string{
		{"audit", "verify"}, {"audit", "verify", "--json"}, {"audit", "head"}, {"audit", "export"}, {"audit", "export", "--format", "csv"},
		{"receipt", anna, "--out", "-", "--format", "json"}, {"journal", "role"}, {"journal", "purge", "--older-than", "7y"}, {"flows", "list"}, {"exit-codes"},
	} {
		for _, left := range []int{0, 10, 1 << 20} {
			code, errs := w.runMain(&full{left}, args...)
			told := strings.Contains(errs, "the output cannot be written, so it is not whole: no space left")
			if whole := left == 1<<20; whole != (code == cli.ExitSuccess) || whole == told {
				t.Errorf("%v with room for %d bytes: exit %d, %q", args, left, code, errs)
			}
		}
	}
}
