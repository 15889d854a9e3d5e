package cli_test

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
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// audited is a bench whose journal holds a dossier that was sent whole.
func audited(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	if code, _, errs := b.upload("back.jpg"); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	return b
}

func (b *bench) config(name string) string { return filepath.Join(b.home, ".config", "dossier", name) }

// wants runs a command and looks for words in what it prints.
func (b *bench) wants(code cli.ExitCode, words []string, args ...string) string {
	b.t.Helper()
	got, out, errs := b.exec(args...)
	if got != code {
		b.t.Errorf("%s: exit %d, want %d: %s%s", args, got, code, out, errs)
	}
	for _, w := range words {
		if !strings.Contains(out+errs, w) {
			b.t.Errorf("%s: says nothing of %q:\n%s%s", args, w, out, errs)
		}
	}
	return out
}

// tamper changes the journal behind its triggers' back.
func (b *bench) tamper(change string) {
	b.t.Helper()
	db, err := sql.Open("sqlite", b.env["DOSSIER_JOURNAL"])
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("DROP TRIGGER IF EXISTS records_keep; DROP TRIGGER IF EXISTS records_stay; " + change); err != nil {
		b.t.Fatal(err)
	}
}

func TestAuditVerifyOfAWholeJournal(t *testing.T) {
	b := audited(t)
	b.wants(cli.ExitSuccess, []string{"✓ whole", "every one was looked at", "1 of 1 that were written down were met"}, "audit", "verify")
	delete(b.env, "PERSONR_TOKEN") // the auditor has none
	var result struct {
		Whole, SealsChecked bool
		Records, HeadsMet   int
	}
	out := b.wants(cli.ExitSuccess, nil, "audit", "verify", "--json")
	if err := json.Unmarshal([]byte(out), &result); err != nil || !result.Whole || !result.SealsChecked || result.Records == 0 || result.HeadsMet != 1 {
		t.Errorf("%+v, %v: %s", result, err, out)
	}
}

func TestAuditVerifyFindsWhatWasChangedOrCutOff(t *testing.T) {
	for change, want := range map[string]string{
		"UPDATE records SET operator = 'x' WHERE pos = 3": "record 3 was changed",
		"DELETE FROM records WHERE pos = 4":               "record 4 is missing",
		"UPDATE dossiers SET head = 2":                    "of the start list do not belong",
		"DELETE FROM records WHERE pos = (SELECT last FROM chain); UPDATE chain SET last = last - 1, hash = (SELECT hash FROM records ORDER BY pos DESC LIMIT 1); UPDATE dossiers SET head = head - 1": "the end was cut off",
	} {
		b := audited(t)
		b.tamper(change)
		b.wants(cli.ExitFailure, []string{"✗ not whole", want, "is not as it was written"}, "audit", "verify")
	}
}

// Without a head that was written down a cut is not seen: the control for the
// one above, and the program says so.
func TestAuditVerifySaysWhatItCanNotSee(t *testing.T) {
	b := audited(t)
	if err := os.Remove(b.config("audit-heads.jsonl")); err != nil {
		t.Fatal(err)
	}
	b.wants(cli.ExitSuccess, []string{"the file of heads is not here, so a cut end could not be seen"}, "audit", "verify")
	if err := os.Remove(b.config("audit.key")); err != nil {
		t.Fatal(err)
	}
	out := b.wants(cli.ExitIncomplete, []string{"! not proved", "not looked at", "it is missing", "bring the key here"}, "audit", "verify")
	if strings.Contains(out, "whole") {
		t.Errorf("it is called whole:\n%s", out)
	}
	out = b.wants(cli.ExitIncomplete, nil, "audit", "verify", "--json")
	if !strings.Contains(out, `"whole":false`) || !strings.Contains(out, `"sealsChecked":false`) {
		t.Error(out)
	}
}

// forge writes the whole journal anew, with another operator everywhere, under
// a key of its own: all that somebody can do who has the database and not the
// audit key.
func (b *bench) forge(journal string) {
	b.t.Helper()
	db, err := sql.Open("sqlite", b.env["DOSSIER_JOURNAL"])
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	key, err := chain.NewAuditKey(bytes.Repeat([]byte{66}, chain.AuditKeySize))
	if err != nil {
		b.t.Fatal(err)
	}
	rows, err := db.Query("SELECT r.pos, d.origin, d.applicant, r.seq, r.id, r.at, r.session, r.body FROM records r JOIN dossiers d ON d.id = r.dossier ORDER BY r.pos")
	if err != nil {
		b.t.Fatal(err)
	}
	prev := chain.GenesisHash(journal)
	change := "DROP TRIGGER IF EXISTS records_keep; UPDATE records SET operator = 'mallory';"
	for rows.Next() {
		e, pos := chain.Entry{Operator: "mallory"}, uint64(0)
		if err := rows.Scan(&pos, &e.Key.Origin, &e.Key.Applicant, &e.Seq, &e.ID, &e.At, &e.Session, &e.Body); err != nil {
			b.t.Fatal(err)
		}
		r := chain.NewRecord(key, prev, pos, e)
		prev = r.Hash
		change += fmt.Sprintf("UPDATE records SET hash = x'%s', seal = x'%s' WHERE pos = %d;", r.Hash, r.Seal, pos)
	}
	change += fmt.Sprintf("UPDATE chain SET journal = '%s', key = '%s', hash = x'%s'", journal, key.ID(), prev)
	if err := rows.Close(); err != nil {
		b.t.Fatal(err)
	}
	if _, err := db.Exec(change); err != nil {
		b.t.Fatal(err)
	}
}

const anotherJournal = "AAAAAAAAAAAAAAAAAAAAAAAAAA"

// A journal that was written anew is never called whole, whatever it says of its
// own name and its own key.
func TestAForgedJournalIsNotCalledWhole(t *testing.T) {
	b := audited(t)
	head, err := chain.ParseHead([]byte(b.wants(cli.ExitSuccess, nil, "audit", "head")))
	if err != nil {
		t.Fatal(err)
	}
	b.forge(head.Journal)
	b.wants(cli.ExitFailure, []string{"✗ not whole", "not looked at", "is another one than the head that was written down"}, "audit", "verify")
	b.forge(anotherJournal)
	b.wants(cli.ExitFailure, []string{"✗ not whole", "another journal was in this place"}, "audit", "verify")
	if err := os.Remove(b.config("audit-heads.jsonl")); err != nil {
		t.Fatal(err)
	}
	b.wants(cli.ExitIncomplete, []string{"! not proved", "which the journal names, is not here"}, "audit", "verify")
}

// What was known here of a journal must be in it before anything is sent on its
// word: a journal that forgot a send would let the picture go twice.
func TestNothingIsSentOnTheWordOfARewoundJournal(t *testing.T) {
	b := audited(t)
	b.tamper("DELETE FROM pictures; DELETE FROM records; DELETE FROM dossiers; DELETE FROM chain")
	code, _, errs := b.upload("back.jpg")
	if code != cli.ExitFailure || !strings.Contains(errs, "records that this computer wrote down are missing") || len(b.service.Uploads()) != 3 {
		t.Errorf("exit %d, %d uploads: %s", code, len(b.service.Uploads()), errs)
	}
	if err := os.Remove(b.config("audit-heads.jsonl")); err != nil { // on purpose, as the text says
		t.Fatal(err)
	}
	if code, _, errs := b.upload("back.jpg"); code != cli.ExitSuccess {
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
		b := audited(t)
		b.tamper(change)
		b.wants(cli.ExitSuccess, nil, "audit", "verify")
		if found {
			b.wants(cli.ExitFailure, []string{"of 1 dossier are not what follows from the records"}, "audit", "verify", "--rows")
		} else {
			b.wants(cli.ExitSuccess, []string{"derived anew from the records of 1 dossier"}, "audit", "verify", "--rows")
		}
	}
}

func TestAuditHeadIsVerifiedAgainst(t *testing.T) {
	b := audited(t)
	line := b.wants(cli.ExitSuccess, nil, "audit", "head")
	head, err := chain.ParseHead([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	kept, other := b.file("kept.jsonl"), b.file("other.jsonl")
	head.Journal = "ANOTHER"
	foreign, _ := json.Marshal(head)
	for path, content := range map[string][]byte{other: foreign, b.file("empty.txt"): []byte("nothing\nhere\n")} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.wants(cli.ExitSuccess, nil, "audit", "head", "--to", kept)
	b.wants(cli.ExitSuccess, []string{"2 of 2 that were written down"}, "audit", "verify", "--against", kept)
	b.wants(cli.ExitFailure, []string{"of another journal"}, "audit", "verify", "--against", other)
	b.wants(cli.ExitUsage, []string{"number 1: there is no head in 2 lines"}, "audit", "verify", "--against", b.file("empty.txt"))
	b.wants(cli.ExitUsage, []string{"no such file"}, "audit", "verify", "--against", b.file("none"))
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestNoFolderIsMadeForANamedPlace proves that a disk which is not mounted is an
// error and gets no folder in its place; the default folder is made.
func TestNoFolderIsMadeForANamedPlace(t *testing.T) {
	b := audited(t)
	away := filepath.Join(b.dir, "mnt", "auditor")
	b.wants(cli.ExitFailure, []string{"could not be written down: its folder is not there; mount its disk"}, "audit", "head", "--to", filepath.Join(away, "heads"))
	b.env["DOSSIER_AUDIT_HEADS"] = filepath.Join(away, "heads")
	_, _, errs := b.exec("upload", "--applicant", "1x1", "--flow", "KYC basic", "--country", "AUS", "selfie="+b.file("selfie.jpg"))
	if !strings.Contains(errs, "could not be written down: its folder is not there") {
		t.Error(errs)
	}
	if _, err := os.Stat(filepath.Dir(away)); err == nil {
		t.Error("a folder was made")
	}
	delete(b.env, "DOSSIER_AUDIT_HEADS")
	if err := os.Rename(filepath.Dir(b.config("x")), b.file("moved")); err != nil {
		t.Fatal(err)
	}
	b.env["DOSSIER_AUDIT_KEY"] = b.file("moved/audit.key")
	b.exec("upload", "--applicant", "2x2", "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front="+b.file("back-blur.jpg"))
	if _, err := os.Stat(b.config("audit-heads.jsonl")); err != nil {
		t.Error(err)
	}
}

func TestHeadsAreWrittenDownAtTheEndAndOnlyWhenTheyMoved(t *testing.T) {
	b := audited(t)
	before, err := os.ReadFile(b.config("audit-heads.jsonl"))
	if err != nil || bytes.Count(before, []byte("\n")) != 1 {
		t.Fatalf("%s, %v", before, err)
	}
	b.wants(cli.ExitSuccess, nil, "upload", "--applicant", "1x1", "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity.front="+b.file("selfie.jpg"))
	b.wants(cli.ExitUsage, nil, "upload", "--applicant", "2x2", "selfie="+b.file("selfie.jpg")) // opens the journal and writes nothing
	after, _ := os.ReadFile(b.config("audit-heads.jsonl"))
	if bytes.Count(after, []byte("\n")) != 2 {
		t.Errorf("%s", after)
	}
	b.env["DOSSIER_AUDIT_HEADS"] = b.dir // a folder can not be written to
	_, _, errs := b.exec("upload", "--applicant", "1x1", "--country", "AUS", "selfie="+b.file("selfie-2.jpg"))
	if !strings.Contains(errs, "could not be written down") {
		t.Errorf("says nothing of it: %s", errs)
	}
	b.env["DOSSIER_AUDIT_HEADS"] = "off"
	if _, _, errs := b.exec("upload", "--applicant", "1x1", "--country", "AUS", "selfie="+b.file("selfie-2.jpg")); strings.Contains(errs, "written down") {
		t.Errorf("off, and yet: %s", errs)
	}
}

func TestAJournalIsNotWrittenWithoutItsKey(t *testing.T) {
	b := audited(t)
	key, err := os.ReadFile(b.config("audit.key"))
	if err != nil || len(bytes.TrimSpace(key)) != 2*chain.AuditKeySize {
		t.Fatalf("%d bytes, %v", len(key), err)
	}
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"gone":    {"", 0, "it is missing; copy the key file"},
		"another": {strings.Repeat("ab", chain.AuditKeySize), 0o600, "sealed with another audit key"},
		"open":    {string(key), 0o644, "chmod 600"},
		"garbage": {"hello", 0o600, "64 hexadecimal digits"},
		"short":   {"abcd", 0o600, "32 bytes"},
	} {
		path := filepath.Join(b.dir, "key-"+name)
		if c.content != "" {
			if err := os.WriteFile(path, []byte(c.content), c.mode); err != nil {
				t.Fatal(err)
			}
		}
		b.env["DOSSIER_AUDIT_KEY"] = path
		code, _, errs := b.upload("back.jpg")
		if code != cli.ExitFailure || !strings.Contains(errs, c.want) || strings.Contains(errs, path) {
			t.Errorf("%s: exit %d: %s", name, code, errs)
		}
	}
	if n := len(b.service.Uploads()); n != 3 {
		t.Errorf("%d uploads", n)
	}
}

func TestPurgeSaysFirstAndRemovesThen(t *testing.T) {
	b := audited(t)
	b.wants(cli.ExitUsage, []string{"one of them"}, "journal", "purge")
	b.wants(cli.ExitUsage, []string{"such as 7y"}, "journal", "purge", "--older-than", "7")
	b.wants(cli.ExitUsage, []string{"not an applicant ID"}, "journal", "purge", "--applicant", "Anna")
	b.wants(cli.ExitSuccess, []string{"Nothing is due: last entry before"}, "journal", "purge", "--older-than", "7y", "--yes")
	b.wants(cli.ExitSuccess, []string{"1 dossier with", "would be removed", "Nothing was removed yet", "--yes"}, "journal", "purge", "--applicant", applicant)
	b.wants(cli.ExitSuccess, []string{"1 dossier with"}, "journal", "purge", "--applicant", applicant) // still there
	b.wants(cli.ExitSuccess, []string{"removed", "tombstone", "Backups"}, "journal", "purge", "--applicant", applicant, "--yes")
	b.wants(cli.ExitSuccess, []string{"✓ whole", "as tombstones say", "2 of 2"}, "audit", "verify")
	for _, name := range []string{"j.db", "j.db-wal"} {
		content, _ := os.ReadFile(filepath.Join(b.dir, "journal", name))
		if bytes.Contains(content, []byte(applicant)) {
			t.Errorf("%s still names the applicant", name)
		}
	}
}

// What a purge has removed before it fails is removed: the head behind the
// tombstone is written down all the same.
func TestAPurgeThatFailsWritesItsHeadDown(t *testing.T) {
	b := newBench(t)
	b.env["DOSSIER_AUDIT_KEY"] = journaltest.WriteKeyFile(t, b.dir)
	j := journaltest.OpenAt(t, b.env["DOSSIER_JOURNAL"])
	for i := range 201 { // one more than a tombstone stands for
		e := flows.Entry{Seq: 1, ID: strconv.Itoa(i), At: time.Unix(1_700_000_000, 0).UTC(), Session: "s", Operator: "maya", Event: flows.Decided{Attempt: 1, Reason: "y"}}
		if out := j.Append(t.Context(), flows.Key{Origin: b.url, Applicant: fmt.Sprintf("%dx1", i+1)}, e, flows.Summary{}); out.Result != journal.Done {
			t.Fatal(out.Err)
		}
	}
	b.tamper("CREATE TRIGGER stuck BEFORE DELETE ON dossiers WHEN OLD.applicant = '201x1' BEGIN SELECT RAISE(ABORT, 'no'); END")
	b.wants(cli.ExitFailure, []string{"200 dossiers with 200 entries removed", "dossier: the journal: "}, "journal", "purge", "--older-than", "1d", "--yes")
	b.wants(cli.ExitSuccess, []string{"✓ whole", "1 of 1 that were written down were met"}, "audit", "verify")
}

func TestCommandsOnAJournalThatIsNotThereMakeNone(t *testing.T) {
	b := newBench(t)
	for _, args := range [][]string{
		{"audit", "verify"}, {"audit", "head"}, {"journal", "purge", "--older-than", "7y", "--yes"}, {"journal", "copy", b.env["DOSSIER_JOURNAL"], b.file("x/to.db")},
	} {
		b.wants(cli.ExitFailure, []string{"there is none yet"}, args...)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "journal")); err == nil {
		t.Error("a journal was made by looking")
	}
	if _, err := os.Stat(b.config("audit.key")); err == nil {
		t.Error("a key was made by looking")
	}
}

func TestCopyBringsTheJournalElsewhere(t *testing.T) {
	b := audited(t)
	from, to := b.env["DOSSIER_JOURNAL"], filepath.Join(b.dir, "new", "j.db")
	b.wants(cli.ExitUsage, []string{"same place"}, "journal", "copy", from, from)
	for _, place := range []string{"me:secret@localhost/x", "localhost/x?password=secret", "localhost/x?sslmode=verify-full&sslpassword=secret"} {
		b.wants(cli.ExitUsage, []string{"~/.pgpass"}, "journal", "copy", from, "postgres://"+place)
	}
	b.wants(cli.ExitFailure, []string{"TO: "}, "journal", "copy", from, "postgres://me@127.0.0.1:1/x?passfile="+b.file("pgpass"))
	b.wants(cli.ExitSuccess, []string{"records copied; the copy verifies", "two journals do not see each other"}, "journal", "copy", from, to)
	b.wants(cli.ExitFailure, []string{"not empty"}, "journal", "copy", from, to)
	b.env["DOSSIER_JOURNAL"] = to
	b.wants(cli.ExitSuccess, []string{"✓ whole", "1 of 1"}, "audit", "verify")
	if code, list, errs := b.upload("back.jpg"); code != cli.ExitSuccess || len(list) != 3 || len(b.service.Uploads()) != 3 {
		t.Errorf("exit %d, %d uploads: %s", code, len(b.service.Uploads()), errs)
	}
}

// Of a journal whose key is not here no copy is begun: no key is made, and
// nothing at the new place.
func TestACopyNeedsTheKeyOfItsSource(t *testing.T) {
	b := audited(t)
	from, to := b.env["DOSSIER_JOURNAL"], filepath.Join(b.dir, "new", "j.db")
	key := b.config("audit.key")
	if err := os.Rename(key, b.file("away")); err != nil {
		t.Fatal(err)
	}
	b.wants(cli.ExitFailure, []string{"nothing was copied", "is needed: it is missing; copy the key file"}, "journal", "copy", from, to)
	if err := os.WriteFile(b.file("another"), []byte(strings.Repeat("ab", chain.AuditKeySize)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.env["DOSSIER_AUDIT_KEY"] = b.file("another")
	b.wants(cli.ExitFailure, []string{"nothing was copied", "name the right one with DOSSIER_AUDIT_KEY"}, "journal", "copy", from, to)
	for name, path := range map[string]string{"a key": key, "the target": filepath.Dir(to)} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was made", name)
		}
	}
	b.env["DOSSIER_AUDIT_KEY"] = b.file("away")
	b.wants(cli.ExitSuccess, []string{"the copy verifies"}, "journal", "copy", from, to)
}

func TestAgesAreRead(t *testing.T) {
	b := newBench(t)
	for _, age := range []string{"7y", "18mo", "12w", "90d"} {
		b.wants(cli.ExitFailure, []string{"there is none yet"}, "journal", "purge", "--older-than", age)
	}
	for _, age := range []string{"", "y", "0d", "-1y", "7 years", "1.5y", "99999y", "7Y"} {
		if code, _, _ := b.exec("journal", "purge", "--older-than", age); code != cli.ExitUsage {
			t.Errorf("%q was taken: exit %d", age, code)
		}
	}
}
