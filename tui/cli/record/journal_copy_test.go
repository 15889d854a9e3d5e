package record

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// entered is a journal with one entry for each of n applicants.
func entered(t *testing.T, path string, n int) {
	t.Helper()
	j := journaltest.OpenAt(t, path)
	for i := range n {
		e := flows.Entry{Seq: 1, ID: strings.Repeat("x", i+1), At: time.Unix(1_700_000_000, int64(i)).UTC(), Session: "s", Operator: "maya", Event: flows.Decided{Attempt: 1, Reason: "y"}}
		if out := j.Append(t.Context(), flows.Key{Origin: "https://personr.test", Applicant: strings.Repeat("1", i+1) + "x1"}, e, flows.Summary{}); out.Result != journal.Done {
			t.Fatal(out.Err)
		}
	}
}

// A copy that is interrupted is nothing before its commit and whole behind it,
// and the words are those of the moment.
func TestAnInterruptedCopySaysWhatIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		from  bool // interrupted as soon as there is something to copy, else as soon as TO holds it
		words string
	}{
		"before the commit": {true, "interrupted; nothing was copied"},
		"behind the commit": {false, "interrupted; the copy is whole, but it is not verified yet: set DOSSIER_JOURNAL to TO and run audit verify"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			from, to := filepath.Join(folder, "a", "j.db"), filepath.Join(folder, "b", "j.db")
			entered(t, from, 3)
			key := journaltest.WriteKeyFile(t, folder)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var out, errs bytes.Buffer
			o := command{&cli.Options{Env: cli.Env{Out: &out, Err: &errs, Getenv: func(string) string { // asked for the key's place before the copy and before the proof
				if c.from || holds(t, to) {
					cancel()
				}
				return key
			}}}}
			var p *cli.Problem
			err := o.copyJournal(ctx, from, to)
			if !errors.As(err, &p) || p.Code != cli.ExitInterrupted || !strings.HasPrefix(p.Text, c.words) {
				t.Errorf("%v", err)
			}
			if holds(t, to) == c.from {
				t.Error("the words are not true")
			}
		})
	}
}

// holds reports whether there is a journal with records at a place.
func holds(t *testing.T, place string) bool {
	j, err := journal.OpenReadOnly(context.WithoutCancel(t.Context()), place)
	if err != nil {
		return false
	}
	defer func() { _ = j.Close() }()
	_, ok, err := j.Head(context.WithoutCancel(t.Context()))
	return ok && err == nil
}
