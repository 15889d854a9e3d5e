package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/upload"
)

// TestExportNeedsTheJournalOnly proves both formats, and what the scopes leave.
func TestExportNeedsTheJournalOnly(t *testing.T) {
	b := sent(t)
	code, out, errs := b.exec("audit", "export")
	all := strings.Count(out, "\n")
	if code != cli.ExitSuccess || errs != "" || all < 20 {
		t.Fatalf("exit %d, %d lines, %q", code, all, errs)
	}
	for line := range strings.Lines(out) {
		var l struct {
			Schema    int
			Applicant string `json:"applicantId"`
			Service   string
			Event     map[string]any
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Schema != 1 || l.Applicant != applicant || l.Service != b.url || l.Event == nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	_, table, _ := b.exec("audit", "export", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != all+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	tomorrow := time.Now().AddDate(0, 0, 1).UTC()
	for _, c := range []struct {
		args string
		want int
	}{
		{"--applicant " + applicant, all}, {"--since 1d", all}, {"--since 2020-01-01", all}, {"--since 7y --applicant " + applicant, all},
		{"--since " + tomorrow.Format(time.DateOnly), 0}, {"--since " + tomorrow.Format(time.RFC3339), 0},
	} {
		code, out, errs := b.exec(append([]string{"audit", "export"}, strings.Fields(c.args)...)...)
		if n := strings.Count(out, "\n"); code != cli.ExitSuccess || n != c.want {
			t.Errorf("%s: exit %d, %d lines, %q", c.args, code, n, errs)
		}
	}
}

func TestExportSaysWhatIsWrong(t *testing.T) {
	b := sent(t)
	for args, want := range map[string]string{
		"--format xml":    "--format is jsonl or csv",
		"--applicant me":  "that is not an applicant ID",
		"--since monday":  "--since: write a date",
		"--since 5":       "--since: write a date",
		"--since -3d":     "--since: write a date",
		"--applicant 1x1": "no dossier of this applicant",
		"extra":           "takes no arguments",
	} {
		code, out, errs := b.exec(append([]string{"audit", "export"}, strings.Fields(args)...)...)
		if code == cli.ExitSuccess || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %q, %q", args, code, out, errs)
		}
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestExportIntoNothingFails(t *testing.T) {
	b := sent(t)
	for _, args := range []string{"audit export", "audit export --format csv", "receipt " + applicant + " --out - --format json"} {
		var errs bytes.Buffer
		env := cli.Env{Out: closed{}, Err: &errs, Getenv: func(k string) string { return b.env[k] }, Home: b.home, Cwd: b.dir, Version: "test"}
		code := cli.Main(strings.Fields(args), env, cli.Starters{Wizard: func(context.Context, cli.Setup, string) error { return nil }}, upload.Commands, record.Commands)
		if code != cli.ExitFailure || !strings.Contains(errs.String(), "so it is not whole") {
			t.Errorf("%s: exit %d, %q", args, code, errs.String())
		}
	}
}

// full is a disk without room.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	n := min(f.left, len(b))
	f.left -= n
	if n < len(b) {
		return n, &os.PathError{Op: "write", Path: "/x", Err: syscall.ENOSPC}
	}
	return n, nil
}

// TestAnOutputThatIsNotWholeIsAFailure proves that no command ends as if all
// were well when its result could not be written.
func TestAnOutputThatIsNotWholeIsAFailure(t *testing.T) {
	b := audited(t)
	for _, args := range [][]string{
		{"audit", "verify"}, {"audit", "verify", "--json"}, {"audit", "head"}, {"audit", "export"}, {"audit", "export", "--format", "csv"},
		{"receipt", applicant, "--out", "-", "--format", "json"}, {"journal", "role"}, {"journal", "purge", "--older-than", "7y"}, {"flows", "list"}, {"exit-codes"},
	} {
		for _, left := range []int{0, 10, 1 << 20} {
			var errs bytes.Buffer
			code := cli.Main(args, cli.Env{
				Out: &full{left}, Err: &errs, Getenv: func(k string) string { return b.env[k] }, Home: b.home, Cwd: b.dir, Operator: "maya", Version: "test",
			}, cli.Starters{}, upload.Commands, record.Commands)
			told := strings.Contains(errs.String(), "the output can not be written, so it is not whole: no space left")
			if whole := left == 1<<20; whole != (code == cli.ExitSuccess) || whole == told {
				t.Errorf("%v with room for %d bytes: exit %d, %q", args, left, code, errs.String())
			}
		}
	}
}
