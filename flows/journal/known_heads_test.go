package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/chain"
)

const cutAtTen = "DELETE FROM records WHERE pos > 10; UPDATE chain SET last = 10, hash = (SELECT hash FROM records WHERE pos = 10)"

// TestAHeadCountsWhereverItsJournalWas moves a journal: what was known of it at its old
// place must be in it, and a journal that only was moved opens.
func TestAHeadCountsWhereverItsJournalWas(t *testing.T) {
	for name, c := range map[string]struct {
		change string
		want   error
	}{
		"moved":              {"", nil},
		"cut":                {cutAtTen, ErrRewound},
		"another branch":     {"UPDATE records SET hash = zeroblob(32) WHERE pos = 11", ErrRewound},
		"renamed":            {"UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'", ErrDamaged},
		"renamed and cut":    {cutAtTen + "; UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'", ErrDamaged},
		"its key's name":     {"UPDATE chain SET key = '0123456789abcdef'", ErrKeyRenamed},
		"key's name and cut": {cutAtTen + "; UPDATE chain SET key = '0123456789abcdef'", ErrRewound},
	} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			fillEntries(t, s)
			last := requireHead(t, s)
			last.Place = "0000000000000000"
			forged := last
			forged.Pos = 99 // not sealed with the key, so it does not count
			var middle chain.Head
			requireNoErrors(t, s.Records(t.Context(), func(r chain.Record) error {
				if r.Pos == 11 {
					middle = chain.Head{Schema: chain.HeadSchema, Journal: s.ID(), Pos: r.Pos, Hash: r.Hash, Seal: r.Seal}
				}
				return nil
			}))
			if c.change != "" {
				tamper(t, s, c.change, nil)
			}
			requireNoErrors(t, s.Close())
			heads := []chain.Head{middle, last, forged}
			j, err := Open(t.Context(), path, testKeys, heads...)
			if err == nil {
				_ = j.Close()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
			checkReader(t, path, heads, errors.Is(c.want, ErrRewound), name)
		})
	}
}

// checkReader compares a journal that is opened for reading with heads.
func checkReader(t *testing.T, path string, heads []chain.Head, isRewound bool, name string) {
	t.Helper()
	j, err := OpenReadOnly(t.Context(), path)
	requireNoErrors(t, err)
	defer func() { _ = j.Close() }()
	key, err := testKeys(false)
	requireNoErrors(t, err)
	if err := j.CheckHeads(t.Context(), key, heads); errors.Is(err, ErrRewound) != isRewound {
		t.Errorf("%s, read only: %v", name, err)
	}
}

// TestNothingIsMadeWhereAJournalIsGone opens a place where the heads say that there was a
// journal: nothing is made there, and what is left is not changed.
func TestNothingIsMadeWhereAJournalIsGone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "data", "journal.db")
	s := open(t, path)
	fillEntries(t, s)
	kept := requireHead(t, s)
	requireNoErrors(t, s.Close())
	for name, arrange := range map[string]func() error{
		"folder gone": func() error { return os.RemoveAll(filepath.Dir(path)) },
		"file gone":   func() error { return os.MkdirAll(filepath.Dir(path), 0o700) },
		"file empty": func() error {
			return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600))
		},
	} {
		requireNoErrors(t, os.RemoveAll(filepath.Dir(path)), arrange())
		before := listFiles(t, folder)
		if _, err := Open(t.Context(), path, testKeys, kept); !errors.Is(err, ErrEmptied) {
			t.Errorf("%s: %v", name, err)
		}
		if after := listFiles(t, folder); after != before {
			t.Errorf("%s: %s became %s", name, before, after)
		}
		key, err := testKeys(false)
		requireNoErrors(t, err)
		if !IsKnownPlace(path, key, []chain.Head{kept}) || IsKnownPlace(path+"2", key, []chain.Head{kept}) || IsKnownPlace(path, chain.AuditKey{}, []chain.Head{kept}) {
			t.Errorf("%s: the place is not the one that is known", name)
		}
	}
}

// listFiles names everything in a folder, with the size of each file.
func listFiles(t *testing.T, folder string) string {
	t.Helper()
	var list strings.Builder
	requireNoErrors(t, filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && !e.IsDir() {
			list.WriteString(info.ModTime().String())
		}
		list.WriteString(strings.TrimPrefix(path, folder) + " ")
		return err
	}))
	return list.String()
}

// TestARecordWithoutItsChainIsDamageAlsoWhereHeadsAreKnown deletes the chain's own row.
func TestARecordWithoutItsChainIsDamageAlsoWhereHeadsAreKnown(t *testing.T) {
	path := place(t)
	s := open(t, path)
	fillEntries(t, s)
	kept := requireHead(t, s)
	tamper(t, s, "DELETE FROM chain", nil)
	requireNoErrors(t, s.Close())
	if _, err := Open(t.Context(), path, testKeys, kept); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

// TestAForeignRuleIsPermanent adds rules to the database that refuse an entry.
func TestAForeignRuleIsPermanent(t *testing.T) {
	rules := map[string]string{
		"trigger":   "CREATE TRIGGER nope BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'canary'); END",
		"only once": "CREATE UNIQUE INDEX nope ON records (operator)",
	}
	if onPostgres(t) {
		rules = map[string]string{
			"check":     "ALTER TABLE records ADD CONSTRAINT nope CHECK (operator <> 'op') NOT VALID",
			"trigger":   "CREATE FUNCTION nope() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'canary'; END $$; CREATE TRIGGER nope BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION nope()",
			"at commit": "CREATE FUNCTION nope() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'canary'; END $$; CREATE CONSTRAINT TRIGGER nope AFTER INSERT ON records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nope()",
			"only once": "CREATE UNIQUE INDEX nope ON records (session)",
		}
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
			_, err := s.write.Exec(rule)
			requireNoErrors(t, err)
			out := s.Append(t.Context(), anna, entry(2, "b"), flows.Summary{})
			if out.Result != Unknown || !errors.Is(out.Err, ErrRefused) || !IsPermanent(out.Err) || strings.Contains(out.Err.Error(), "canary") {
				t.Errorf("%s: %v, %v", name, out.Result, out.Err)
			}
		})
	}
}

// TestAChangedTableIsDamage changes the tables under an open journal.
func TestAChangedTableIsDamage(t *testing.T) {
	for name, change := range map[string]string{
		"no table":  "ALTER TABLE pictures RENAME TO images",
		"no column": "ALTER TABLE records RENAME COLUMN operator TO who",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			_, err := s.write.Exec(change)
			requireNoErrors(t, err)
			out := s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "a"}}})
			if out.Result != Unknown || !errors.Is(out.Err, ErrDamaged) {
				t.Errorf("%s: %v, %v", name, out.Result, out.Err)
			}
		})
	}
}
