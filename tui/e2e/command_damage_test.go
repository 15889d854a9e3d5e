package e2e

import (
	"database/sql"
	"errors"
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

// changeLastAnswer changes what the journal says of the last answer, without the audit key.
func (w *world) changeLastAnswer() {
	w.t.Helper()
	db, err := sql.Open("sqlite", w.journal)
	if err != nil {
		w.t.Fatal(err)
	}
	var triggers string
	err = db.QueryRow("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'").Scan(&triggers)
	if err == nil {
		_, err = db.Exec(triggers + `;
			UPDATE records SET body = CAST(replace(CAST(body AS TEXT), '"accepted"', '"refused"') AS BLOB)
			WHERE pos = (SELECT max(pos) FROM records WHERE instr(CAST(body AS TEXT), '"Answered"') > 0)`)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// TestADamagedDossierIsNotTakenForWhole proves that a run on a damaged dossier fails with
// its own exit code, whatever the entries before the damage ask for, and that every line on
// stdout says so.
func TestADamagedDossierIsNotTakenForWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unchecked = true
	w.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg")
	if code, list, errs := w.upload("back.jpg", "--hold", "0s"); code != cli.ExitSuccess || list[0].Damaged != "" {
		t.Fatal(code, list, errs)
	}
	w.changeLastAnswer()
	code, list, errs := w.upload("back.jpg", "--hold", "0s")
	if code != cli.ExitFailure || !strings.Contains(errs, "entry ") || strings.Contains(errs, "something failed") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if len(list) == 0 {
		t.Error("nothing is said of the slots")
	}
	for _, l := range list {
		if !strings.Contains(l.Damaged, "entry ") || !strings.Contains(errs, l.Damaged) {
			t.Errorf("%s: damaged %q", l.Slot, l.Damaged)
		}
	}
}
