package journal_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
)

// TestAMistypedAddressIsNoFile proves that a slip in an address does not become
// a new, empty journal beside the right one, that nothing typed is repeated,
// and that paths stay paths.
func TestAMistypedAddressIsNoFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, place := range []string{
		"postgre://me:secret@db.test/x", "mysql://db.test/x", "Postgres://db.test/x", "POSTGRESQL://db.test/x", "postgres:/db.test/x",
		"postgres:db.test/x", "postgres;//db.test/x", "postgres//db.test/x", "Postgresql:x", " postgres://db.test/x", "sqlite:/x/j.db",
		"file:///x/j.db", `http:\\db.test`, "jdbc:postgresql://db.test/x", "postgres+ssl://db.test/x",
	} {
		for name, open := range map[string]func() (*journal.Journal, error){
			"Open": func() (*journal.Journal, error) { return journal.Open(t.Context(), place, journaltest.AuditKey) },
			"Read": func() (*journal.Journal, error) { return journal.OpenReadOnly(t.Context(), place) },
		} {
			_, err := open()
			if !errors.Is(err, journal.ErrScheme) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "db.test") {
				t.Errorf("%s of %q: %v", name, place, err)
			}
		}
	}
	if list, err := os.ReadDir("."); err != nil || len(list) > 0 {
		t.Errorf("%d files were made, %v", len(list), err)
	}
	for _, place := range []string{`C:\dossier\j.db`, "C:/dossier/j.db", "d:/j.db", "postgres", "postgres/j.db", "postgres.db", "./a:b/j.db", "2026-01-01T10:00/j.db", "/a:/b.db"} {
		if _, err := journal.OpenReadOnly(t.Context(), place); !errors.Is(err, journal.ErrNoJournal) {
			t.Errorf("the path %q: %v", place, err)
		}
	}
}
