package record

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// copier is a journal with three entries, a place for its copy, and a program
// that copies; meanwhile is called whenever it asks for its key.
type copier struct {
	folder, from, to string
	command          command
}

func newCopier(t *testing.T, meanwhile func(c *copier)) *copier {
	t.Helper()
	c := &copier{folder: t.TempDir()}
	c.from, c.to = filepath.Join(c.folder, "a", "j.db"), filepath.Join(c.folder, "b", "j.db")
	entered(t, c.from, 3)
	key := journaltest.WriteKeyFile(t, c.folder)
	c.command = command{&cli.Options{Env: cli.Env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Getenv: func(name string) string {
		if name != "DOSSIER_AUDIT_KEY" {
			return "off"
		}
		if meanwhile != nil {
			meanwhile(c)
		}
		return key
	}}}}
	return c
}

func (c *copier) copy(t *testing.T, code cli.ExitCode, words string) {
	t.Helper()
	var p *cli.Problem
	if err := c.command.copyJournal(t.Context(), c.from, c.to); !errors.As(err, &p) || p.Code != code || !strings.Contains(p.Text, words) {
		t.Errorf("%v, want exit %d and %q", err, code, words)
	}
}

// damage changes a record that a trigger protects.
func damage(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("DROP TRIGGER IF EXISTS records_keep; DROP TRIGGER IF EXISTS records_stay; UPDATE records SET operator = 'x' WHERE pos = 2"); err != nil {
		t.Fatal(err)
	}
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestNothingIsCopiedOfAJournalThatIsNotWhole(t *testing.T) {
	c := newCopier(t, nil)
	damage(t, c.from)
	c.copy(t, cli.ExitFailure, "nothing was copied: FROM is not as it was written: record 2 was changed")
	if there(filepath.Dir(c.to)) {
		t.Error("something was made at TO")
	}
}

// TestABadCopyIsTakenAway proves that a copy which does not verify is removed
// when this run made its file, and only then.
func TestABadCopyIsTakenAway(t *testing.T) {
	for name, made := range map[string]bool{"a new file": true, "a file that was there": false} {
		t.Run(name, func(t *testing.T) {
			c := newCopier(t, func(c *copier) {
				if holds(t, c.to) {
					damage(t, c.to)
				}
			})
			words := "it was removed again"
			if !made {
				_ = journaltest.OpenAt(t, c.to).Close() // empty
				words = "do not use TO, and empty it"
			}
			c.copy(t, cli.ExitFailure, "the copy does not verify: record 2 was changed, or the one before it was; "+words)
			if there(c.to) == made || there(filepath.Dir(c.to)) == made {
				t.Errorf("the copy is there: %v", there(c.to))
			}
			if !holds(t, c.from) {
				t.Error("FROM was touched")
			}
		})
	}
}

// TestNothingIsCopiedWhileSomebodyIsThere proves that an open dossier, whoever
// has it, holds a copy up, and a session that is gone does not.
func TestNothingIsCopiedWhileSomebodyIsThere(t *testing.T) {
	c := newCopier(t, nil)
	j := journaltest.OpenAt(t, c.from)
	beat := func(session, operator, host string, ago time.Duration) {
		p := journal.Presence{Session: session, Operator: operator, Host: host, At: time.Now().Add(-ago).UTC()}
		if err := j.RecordPresence(t.Context(), flows.Key{Origin: "https://personr.test", Applicant: "1x1"}, p); err != nil {
			t.Fatal(err)
		}
	}
	beat("s1", "mayaΩ\x1b[2J", "desk-1", time.Second)
	c.copy(t, cli.ExitOccupied, "nothing was copied: mayaΩ")
	c.copy(t, cli.ExitOccupied, "on desk-1 has a dossier of FROM open")
	beat("s2", "tom", "desk-2", 2*time.Second)
	c.copy(t, cli.ExitOccupied, "on desk-1 and 1 other have a dossier of FROM open")
	if there(filepath.Dir(c.to)) {
		t.Error("something was made at TO")
	}
	for _, s := range []string{"s1", "s2"} {
		if err := j.RemovePresence(t.Context(), flows.Key{Origin: "https://personr.test", Applicant: "1x1"}, s); err != nil {
			t.Fatal(err)
		}
	}
	beat("s3", "tom", "desk-2", journal.GoneAfter+time.Second)
	if err := c.command.copyJournal(t.Context(), c.from, c.to); err != nil {
		t.Error(err)
	}
}
