package e2e

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// flipRootPage changes one bit in the first byte of the page at which a table or an index
// of the journal begins.
func (w *world) flipRootPage(name string) {
	w.t.Helper()
	var page, size int64
	db, err := sql.Open("sqlite", w.journal)
	if err == nil {
		err = db.QueryRow("SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?", name).Scan(&page, &size)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if err := db.Close(); err != nil { // which empties the log
		w.t.Fatal(err)
	}
	content, err := os.ReadFile(w.journal)
	if err != nil {
		w.t.Fatal(err)
	}
	content[(page-1)*size] ^= 0x10
	if err := os.WriteFile(w.journal, content, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// TestAFlippedBitInTheJournalEndsTheRun proves that upload does not wait for a journal
// that is damaged, and says what is wrong.
func TestAFlippedBitInTheJournalEndsTheRun(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sqlite_autoindex_records_1", "pictures_of", "presences"} {
		w := newWorld(t)
		w.unchecked = true // the journal cannot be read to the end
		w.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg")
		if code, _, errs := w.upload("back.jpg", "--hold", "0s"); code != cli.ExitSuccess {
			t.Fatal(errs)
		}
		w.flipRootPage(name)
		code, list, errs := w.upload("back.jpg", "--hold", "0s", "--start-check")
		if code != cli.ExitFailure || !strings.Contains(errs, "the journal: it is damaged; keep it for the record and restore a backup") {
			t.Errorf("%s: exit %d, %s, %s", name, code, states(list), errs)
		}
		for _, wrong := range []string{"waiting for it", "is back"} {
			if strings.Contains(errs, wrong) {
				t.Errorf("%s: says %q", name, errs)
			}
		}
		if code, _, _ := w.exec("audit", "verify"); code != cli.ExitFailure {
			t.Errorf("%s: verify ends with %d", name, code)
		}
	}
}
