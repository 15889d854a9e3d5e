package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// newAuditedWorld is a world whose journal holds a dossier that was sent whole, with
// a key that the program made.
func newAuditedWorld(t *testing.T) *world {
	t.Helper()
	w := newCommandWorld(t, withOwnKey())
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	return w
}

// config is a file of the program's own in the operator's home.
func (w *world) config(name string) string { return filepath.Join(w.home, ".config", "dossier", name) }

// tamper changes the journal behind its triggers' back.
func (w *world) tamper(change string) {
	w.t.Helper()
	w.unchecked = true
	db, err := sql.Open("sqlite", w.env["DOSSIER_JOURNAL"])
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("DROP TRIGGER IF EXISTS records_keep; DROP TRIGGER IF EXISTS records_stay; " + change); err != nil {
		w.t.Fatal(err)
	}
}

func TestAuditVerifyOfAWholeJournal(t *testing.T) {
	w := newAuditedWorld(t)
	w.expect(cli.ExitSuccess, []string{"✓ whole", "every one was checked", "1 of 1 that were written down were found"}, "audit", "verify")
	delete(w.env, "PERSONR_TOKEN") // the auditor has none
	var result struct {
		Whole, SealsChecked bool
		Records, HeadsMet   int
	}
	out := w.expect(cli.ExitSuccess, nil, "audit", "verify", "--json")
	if err := json.Unmarshal([]byte(out), &result); err != nil || !result.Whole || !result.SealsChecked || result.Records == 0 || result.HeadsMet != 1 {
		t.Errorf("%+v, %v: %s", result, err, out)
	}
}

func TestAuditVerifyFindsWhatWasChangedOrCutOff(t *testing.T) {
	for change, want := range map[string]string{
		"UPDATE records SET operator = 'x' WHERE pos = 3": "record 3 was changed",
		"DELETE FROM records WHERE pos = 4":               "record 4 is missing",
		"UPDATE dossiers SET head = 2":                    "1 row of the start list does not belong",
		"DELETE FROM records WHERE pos = (SELECT last FROM chain); UPDATE chain SET last = last - 1, hash = (SELECT hash FROM records ORDER BY pos DESC LIMIT 1); UPDATE dossiers SET head = head - 1": "the end was cut off",
	} {
		w := newAuditedWorld(t)
		w.tamper(change)
		w.expect(cli.ExitFailure, []string{"✗ not whole", want, "is not as it was written"}, "audit", "verify")
	}
}

// An end that is behind its records would let the next entry take a position twice.
// Nothing may be added then, nobody is said to hold the dossier, and every face says what
// to do.
func TestAChainEndBeforeTheLastRecordIsReportedEverywhere(t *testing.T) {
	w := newAuditedWorld(t)
	w.tamper("UPDATE chain SET last = 2, hash = (SELECT hash FROM records WHERE pos = 2)")
	for _, arguments := range [][]string{{"audit", "verify"}, {"audit", "verify", "--rows"}} {
		w.expect(cli.ExitFailure, []string{"✗ not whole", "the journal says that it ends with record 2", "is not as it was written"}, arguments...)
	}
	w.expect(cli.ExitFailure, []string{"the end it names is not its last record", "dossier audit verify"}, "audit", "head")
	w.expect(cli.ExitFailure, []string{"exported as they are", "the end it names is not its last record"}, "audit", "export")
	sent := len(w.service.Uploads())
	code, _, errs := w.upload("back.jpg")
	if code != cli.ExitFailure || !strings.Contains(errs, "the end it names is not its last record") || strings.Contains(errs, "has held") || len(w.service.Uploads()) != sent {
		t.Errorf("exit %d, %d uploads: %s", code, len(w.service.Uploads())-sent, errs)
	}
}

// Without a head that was written down a cut is not seen: the control for the
// one above, and the program says so.
func TestAuditVerifySaysWhatItCanNotSee(t *testing.T) {
	w := newAuditedWorld(t)
	if err := os.Remove(w.config("audit-heads.jsonl")); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitIncomplete, []string{"! not proved", "the file of heads is not here, so a cut end could not be seen", "--against"}, "audit", "verify")
	appendTo(t, w.config("audit-heads.jsonl"), "")
	w.expect(cli.ExitIncomplete, []string{"none of this journal was written down", "--against"}, "audit", "verify")
	if err := os.Remove(w.config("audit.key")); err != nil {
		t.Fatal(err)
	}
	out := w.expect(cli.ExitIncomplete, []string{"! not proved", "not checked", "it is missing", "bring the key here"}, "audit", "verify")
	if strings.Contains(out, "whole") {
		t.Errorf("it is called whole:\n%s", out)
	}
	out = w.expect(cli.ExitIncomplete, nil, "audit", "verify", "--json")
	if !strings.Contains(out, `"whole":false`) || !strings.Contains(out, `"sealsChecked":false`) {
		t.Error(out)
	}
}

// forge writes the whole journal again, with another operator everywhere, under
// a key of its own: all that somebody can do who has the database and not the
// audit key.
func (w *world) forge(journal string) {
	w.t.Helper()
	w.unchecked = true
	db, err := sql.Open("sqlite", w.env["DOSSIER_JOURNAL"])
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	key, err := chain.NewAuditKey(bytes.Repeat([]byte{66}, chain.AuditKeySize))
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := db.Query("SELECT r.pos, d.origin, d.applicant, r.seq, r.id, r.at, r.session, r.body FROM records r JOIN dossiers d ON d.id = r.dossier ORDER BY r.pos")
	if err != nil {
		w.t.Fatal(err)
	}
	prev := chain.GenesisHash(journal)
	change := "DROP TRIGGER IF EXISTS records_keep; UPDATE records SET operator = 'mallory';"
	for rows.Next() {
		e, pos := chain.Entry{Operator: "mallory"}, uint64(0)
		if err := rows.Scan(&pos, &e.Key.Origin, &e.Key.Applicant, &e.Seq, &e.ID, &e.At, &e.Session, &e.Body); err != nil {
			w.t.Fatal(err)
		}
		r := chain.NewRecord(key, prev, pos, e)
		prev = r.Hash
		change += fmt.Sprintf("UPDATE records SET hash = x'%s', seal = x'%s' WHERE pos = %d;", r.Hash, r.Seal, pos)
	}
	change += fmt.Sprintf("UPDATE chain SET journal = '%s', key = '%s', hash = x'%s'", journal, key.ID(), prev)
	if err := rows.Close(); err != nil {
		w.t.Fatal(err)
	}
	if _, err := db.Exec(change); err != nil {
		w.t.Fatal(err)
	}
}

const anotherJournal = "AAAAAAAAAAAAAAAAAAAAAAAAAA"

// A journal that was written again is never called whole, whatever it says of its
// own name and its own key.
func TestAForgedJournalIsNotCalledWhole(t *testing.T) {
	w := newAuditedWorld(t)
	head := w.currentHead()
	w.forge(head.Journal)
	w.expect(cli.ExitFailure, []string{"✗ not whole", "record 1 was not written with the audit key", "is another one than the head that was written down"}, "audit", "verify")
	w.forge(anotherJournal)
	w.expect(cli.ExitFailure, []string{"✗ not whole", "another journal was in this place"}, "audit", "verify")
	if err := os.Remove(w.config("audit-heads.jsonl")); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitIncomplete, []string{"! not proved", "which the journal names, is not here"}, "audit", "verify")
}

// What was known here of a journal must be in it before anything is sent on its
// word: a journal that forgot a send would let the picture go twice.
func TestNothingIsSentOnTheWordOfARewoundJournal(t *testing.T) {
	w := newAuditedWorld(t)
	w.tamper("DELETE FROM pictures; DELETE FROM records; DELETE FROM dossiers; DELETE FROM chain")
	code, _, errs := w.upload("back.jpg")
	if code != cli.ExitFailure || !strings.Contains(errs, "it is empty or gone, and records of it were written down;") || len(w.service.Uploads()) != 3 {
		t.Errorf("exit %d, %d uploads: %s", code, len(w.service.Uploads()), errs)
	}
	if err := os.Remove(w.config("audit-heads.jsonl")); err != nil { // on purpose, as the text says
		t.Fatal(err)
	}
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitSuccess {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestAuditVerifyDerivesTheRowsBesideTheChain(t *testing.T) {
	for change, found := range map[string]bool{
		"SELECT 1":                                           false,
		"DELETE FROM pictures":                               true,
		"UPDATE dossiers SET done = 0":                       true,
		"UPDATE dossiers SET standing = 'done'":              true,
		"UPDATE pictures SET sha256 = zeroblob(32)":          true,
		"UPDATE dossiers SET text = 'as a version words it'": false,
	} {
		w := newAuditedWorld(t)
		w.tamper(change)
		w.expect(cli.ExitSuccess, nil, "audit", "verify")
		if found {
			w.expect(cli.ExitFailure, []string{"of 1 dossier are not what follows from the records"}, "audit", "verify", "--rows")
		} else {
			w.expect(cli.ExitSuccess, []string{"derived again from the records of 1 dossier"}, "audit", "verify", "--rows")
		}
	}
}

func TestAuditHeadIsVerifiedAgainst(t *testing.T) {
	w := newAuditedWorld(t)
	head := w.currentHead()
	kept, other := w.file("kept.jsonl"), w.file("other.jsonl")
	head.Journal = "ANOTHER"
	foreign, _ := json.Marshal(head)
	for path, content := range map[string][]byte{other: foreign, w.file("empty.txt"): []byte("nothing\nhere\n")} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.expect(cli.ExitSuccess, nil, "audit", "head", "--to", kept)
	w.expect(cli.ExitSuccess, []string{"2 of 2 that were written down"}, "audit", "verify", "--against", kept)
	w.expect(cli.ExitFailure, []string{"of another journal"}, "audit", "verify", "--against", other)
	w.expect(cli.ExitUsage, []string{"number 1: there is no head in 2 lines"}, "audit", "verify", "--against", w.file("empty.txt"))
	w.expect(cli.ExitUsage, []string{"no such file"}, "audit", "verify", "--against", w.file("none"))
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestNoFolderIsMadeForANamedPlace proves that a disk which is not mounted is an
// error and gets no folder in its place; the default folder is made.
func TestNoFolderIsMadeForANamedPlace(t *testing.T) {
	w := newAuditedWorld(t)
	away := filepath.Join(w.home, "mnt", "auditor")
	w.expect(cli.ExitFailure, []string{"could not be written down: its folder is not there; mount its disk"}, "audit", "head", "--to", filepath.Join(away, "heads"))
	w.env["DOSSIER_AUDIT_HEADS"] = filepath.Join(away, "heads")
	_, _, errs := w.exec("upload", "--applicant", "1x1", "--flow", "KYC basic", "--country", "AUS", "selfie="+w.file("selfie.jpg"))
	if !strings.Contains(errs, "could not be written down: its folder is not there") {
		t.Error(errs)
	}
	if _, err := os.Stat(filepath.Dir(away)); err == nil {
		t.Error("a folder was made")
	}
	delete(w.env, "DOSSIER_AUDIT_HEADS")
	if err := os.Rename(filepath.Dir(w.config("x")), w.file("moved")); err != nil {
		t.Fatal(err)
	}
	w.env["DOSSIER_AUDIT_KEY"] = w.file("moved/audit.key")
	w.exec("upload", "--applicant", "2x2", "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front="+w.file("back-blur.jpg"))
	if _, err := os.Stat(w.config("audit-heads.jsonl")); err != nil {
		t.Error(err)
	}
}

func TestHeadsAreWrittenDownAtTheEndAndOnlyWhenTheyMoved(t *testing.T) {
	w := newAuditedWorld(t)
	before, err := os.ReadFile(w.config("audit-heads.jsonl"))
	if err != nil || bytes.Count(before, []byte("\n")) != 1 {
		t.Fatalf("%s, %v", before, err)
	}
	w.expect(cli.ExitIncomplete, nil, "upload", "--applicant", "1x1", "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity.front="+w.write("passport.jpg", noise("passport"), 0))
	w.expect(cli.ExitUsage, nil, "upload", "--applicant", "2x2", "selfie="+w.file("selfie.jpg")) // opens the journal and writes nothing
	after, _ := os.ReadFile(w.config("audit-heads.jsonl"))
	if bytes.Count(after, []byte("\n")) != 2 {
		t.Errorf("%s", after)
	}
	w.env["DOSSIER_AUDIT_HEADS"] = w.home // a folder cannot be written to
	_, _, errs := w.exec("upload", "--applicant", "1x1", "--country", "AUS", "selfie="+w.file("selfie-2.jpg"))
	if !strings.Contains(errs, "could not be written down") {
		t.Errorf("says nothing of it: %s", errs)
	}
	w.env["DOSSIER_AUDIT_HEADS"] = "off"
	if _, _, errs := w.exec("upload", "--applicant", "1x1", "--country", "AUS", "selfie="+w.file("selfie-2.jpg")); strings.Contains(errs, "written down") {
		t.Errorf("off, and yet: %s", errs)
	}
}

func TestAJournalIsNotWrittenWithoutItsKey(t *testing.T) {
	w := newAuditedWorld(t)
	key, err := os.ReadFile(w.config("audit.key"))
	if err != nil || len(bytes.TrimSpace(key)) != 2*chain.AuditKeySize {
		t.Fatalf("%d bytes, %v", len(key), err)
	}
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"gone":    {"", 0, "it is missing; copy the key file"},
		"another": {strings.Repeat("ab", chain.AuditKeySize), 0o600, "names another audit key"},
		"open":    {string(key), 0o644, "chmod 600"},
		"garbage": {"hello", 0o600, "64 hexadecimal digits"},
		"short":   {"abcd", 0o600, "32 bytes"},
	} {
		path := filepath.Join(w.home, "key-"+name)
		if c.content != "" {
			if err := os.WriteFile(path, []byte(c.content), c.mode); err != nil {
				t.Fatal(err)
			}
		}
		w.env["DOSSIER_AUDIT_KEY"] = path
		code, _, errs := w.upload("back.jpg")
		if code != cli.ExitFailure || !strings.Contains(errs, c.want) || strings.Contains(errs, path) {
			t.Errorf("%s: exit %d: %s", name, code, errs)
		}
	}
	if n := len(w.service.Uploads()); n != 3 {
		t.Errorf("%d uploads", n)
	}
}

func TestPurgeSaysFirstAndRemovesThen(t *testing.T) {
	w := newAuditedWorld(t)
	w.unchecked = true // what was sent is no longer recorded
	w.expect(cli.ExitUsage, []string{"one of them"}, "journal", "purge")
	w.expect(cli.ExitUsage, []string{"such as 7y"}, "journal", "purge", "--older-than", "7")
	w.expect(cli.ExitUsage, []string{"not an applicant ID"}, "journal", "purge", "--applicant", "Anna")
	w.expect(cli.ExitSuccess, []string{"Nothing is due: last entry before"}, "journal", "purge", "--older-than", "7y", "--yes")
	w.expect(cli.ExitSuccess, []string{"1 dossier with", "would be removed", "Nothing was removed yet", "--yes"}, "journal", "purge", "--applicant", anna)
	w.expect(cli.ExitSuccess, []string{"1 dossier with"}, "journal", "purge", "--applicant", anna) // still there
	w.expect(cli.ExitSuccess, []string{"removed", "tombstone", "Backups"}, "journal", "purge", "--applicant", anna, "--yes")
	w.expect(cli.ExitSuccess, []string{"✓ whole", "as tombstones say", "2 of 2"}, "audit", "verify")
	for _, name := range []string{"journal.db", "journal.db-wal"} {
		content, _ := os.ReadFile(filepath.Join(filepath.Dir(w.journal), name))
		if bytes.Contains(content, []byte(anna)) {
			t.Errorf("%s still names the applicant", name)
		}
	}
}

// What a purge has removed before it fails is removed: the head behind the
// tombstone is written down all the same.
func TestAPurgeThatFailsWritesItsHeadDown(t *testing.T) {
	w := newCommandWorld(t)
	j := journaltest.OpenAt(t, w.journal)
	for i := range 201 { // one more than a tombstone stands for
		e := flows.Entry{Seq: 1, ID: strconv.Itoa(i), At: time.Unix(1_700_000_000, 0).UTC(), Session: "s", Operator: "maya", Event: flows.Decided{Attempt: 1, Reason: "y"}}
		w.appendEntry(j, fmt.Sprintf("%dx1", i+1), e)
	}
	w.tamper("CREATE TRIGGER stuck BEFORE DELETE ON dossiers WHEN OLD.applicant = '201x1' BEGIN SELECT RAISE(ABORT, 'no'); END")
	w.expect(cli.ExitFailure, []string{"200 dossiers with 200 entries removed", "dossier: the journal: "}, "journal", "purge", "--older-than", "1d", "--yes")
	w.expect(cli.ExitSuccess, []string{"✓ whole", "1 of 1 that were written down were found"}, "audit", "verify")
}

func TestCommandsOnAJournalThatIsNotThereMakeNone(t *testing.T) {
	w := newCommandWorld(t, withOwnKey())
	for _, args := range [][]string{
		{"audit", "verify"}, {"audit", "head"}, {"journal", "purge", "--older-than", "7y", "--yes"}, {"journal", "copy", w.env["DOSSIER_JOURNAL"], w.file("x/to.db")},
	} {
		w.expect(cli.ExitFailure, []string{"there is none yet"}, args...)
	}
	if _, err := os.Stat(filepath.Dir(w.journal)); err == nil {
		t.Error("a journal was made by looking")
	}
	if _, err := os.Stat(w.config("audit.key")); err == nil {
		t.Error("a key was made by looking")
	}
}

func TestCopyBringsTheJournalElsewhere(t *testing.T) {
	w := newAuditedWorld(t)
	from, to := w.env["DOSSIER_JOURNAL"], filepath.Join(w.home, "new", "j.db")
	w.expect(cli.ExitUsage, []string{"same place"}, "journal", "copy", from, from)
	for _, place := range []string{"me:secret@localhost/x", "localhost/x?password=secret", "localhost/x?sslmode=verify-full&sslpassword=secret"} {
		w.expect(cli.ExitUsage, []string{"~/.pgpass"}, "journal", "copy", from, "postgres://"+place)
	}
	w.expect(cli.ExitFailure, []string{"TO: "}, "journal", "copy", from, "postgres://me@127.0.0.1:1/x?passfile="+w.file("pgpass"))
	w.expect(cli.ExitSuccess, []string{"records copied; the copy verifies", "two journals do not see each other"}, "journal", "copy", from, to)
	w.expect(cli.ExitFailure, []string{"not empty"}, "journal", "copy", from, to)
	w.env["DOSSIER_JOURNAL"] = to
	w.expect(cli.ExitSuccess, []string{"✓ whole", "1 of 1"}, "audit", "verify")
	if code, list, errs := w.upload("back.jpg"); code != cli.ExitSuccess || len(list) != 3 || len(w.service.Uploads()) != 3 {
		t.Errorf("exit %d, %d uploads: %s", code, len(w.service.Uploads()), errs)
	}
}

// A journal whose key is missing is not copied: no key is made, and
// nothing at the new place.
func TestACopyNeedsTheKeyOfItsSource(t *testing.T) {
	w := newAuditedWorld(t)
	from, to := w.env["DOSSIER_JOURNAL"], filepath.Join(w.home, "new", "j.db")
	key := w.config("audit.key")
	if err := os.Rename(key, w.file("away")); err != nil {
		t.Fatal(err)
	}
	w.expect(cli.ExitFailure, []string{"nothing was copied", "is needed: it is missing; copy the key file"}, "journal", "copy", from, to)
	if err := os.WriteFile(w.file("another"), []byte(strings.Repeat("ab", chain.AuditKeySize)), 0o600); err != nil {
		t.Fatal(err)
	}
	w.env["DOSSIER_AUDIT_KEY"] = w.file("another")
	w.expect(cli.ExitFailure, []string{"nothing was copied", "name the right one with DOSSIER_AUDIT_KEY"}, "journal", "copy", from, to)
	for name, path := range map[string]string{"a key": key, "the target": filepath.Dir(to)} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was made", name)
		}
	}
	w.env["DOSSIER_AUDIT_KEY"] = w.file("away")
	w.expect(cli.ExitSuccess, []string{"the copy verifies"}, "journal", "copy", from, to)
}

func TestAgesAreRead(t *testing.T) {
	w := newCommandWorld(t)
	for _, age := range []string{"7y", "18mo", "12w", "90d"} {
		w.expect(cli.ExitFailure, []string{"there is none yet"}, "journal", "purge", "--older-than", age)
	}
	for _, age := range []string{"", "y", "0d", "-1y", "7 years", "1.5y", "99999y", "7Y"} {
		if code, _, _ := w.exec("journal", "purge", "--older-than", age); code != cli.ExitUsage {
			t.Errorf("%q was taken: exit %d", age, code)
		}
	}
}
