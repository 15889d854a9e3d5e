package journal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"dossier/flows"
)

// wrongEnds change the chain's own row, or the record it speaks of, by hand.
var wrongEnds = map[string]string{
	"behind":         "UPDATE chain SET last = 3, hash = (SELECT hash FROM records WHERE pos = 3)",
	"at nothing":     "UPDATE chain SET last = 0",
	"ahead":          "UPDATE chain SET last = 99",
	"other hash":     "UPDATE chain SET hash = (SELECT hash FROM records WHERE pos = 3)",
	"a longer hash":  "UPDATE chain SET hash = CAST(hash || x'00' AS BLOB)",
	"cut":            "DELETE FROM records WHERE pos = 12",
	"another record": "UPDATE records SET hash = zeroblob(32) WHERE pos = 12",
}

// TestAnEndThatIsNotTheLastRecordIsReported opens a journal whose end is wrong: it can be
// verified, and nothing else.
func TestAnEndThatIsNotTheLastRecordIsReported(t *testing.T) {
	for name, change := range wrongEnds {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			fillEntries(t, s)
			tamper(t, s, onServer(s, change), nil)
			if _, ok, err := s.Head(t.Context()); ok || !errors.Is(err, ErrChainEnd) {
				t.Errorf("%s: head %t, %v", name, ok, err)
			}
			if j, err := Open(t.Context(), path, testKeys); !errors.Is(err, ErrChainEnd) {
				_ = j.Close()
				t.Errorf("%s: opened, %v", name, err)
			}
			j, err := OpenReadOnly(t.Context(), path)
			if err != nil {
				t.Errorf("%s: it cannot be verified: %v", name, err)
				return
			}
			requireNoErrors(t, j.Close())
		})
	}
}

// TestAWrongEndUnderAnOpenJournalIsNoConflict changes the end after a journal was opened,
// by one that only read since and one that wrote. Nothing may be appended then, and nobody
// is told that another writer was faster.
func TestAWrongEndUnderAnOpenJournalIsNoConflict(t *testing.T) {
	for name, change := range wrongEnds {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			reader, writer := open(t, path), open(t, path)
			fillEntries(t, writer)
			tamper(t, writer, onServer(writer, change), nil)
			for _, s := range []*Journal{reader, writer} {
				for _, e := range []flows.Entry{entry(5, name), entry(1, name)} {
					out := s.Append(t.Context(), anna, e, flows.Summary{})
					if out.Result != Unknown || !errors.Is(out.Err, ErrChainEnd) {
						t.Errorf("%s, entry %d: %v, %v", name, e.Seq, out.Result, out.Err)
					}
				}
			}
			if _, err := reader.Purge(t.Context(), purgeAll(), nil); !errors.Is(err, ErrChainEnd) {
				t.Errorf("%s: purge: %v", name, err)
			}
		})
	}
}

// TestTheDatabaseNamesTheConstraintThatRefused lets the database refuse records for one
// thing each.
func TestTheDatabaseNamesTheConstraintThatRefused(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	var dossier int64
	requireNoErrors(t, s.read.QueryRow("SELECT min(dossier) FROM records WHERE pos = 1").Scan(&dossier))
	hash := make([]byte, 32)
	for name, c := range map[string]struct {
		pos, seq int64
		id       string
		hash     []byte
		want     string
		conflict bool
	}{
		"the chain's position":   {5, 5, "a", hash, constraintPos, false},
		"the dossier's position": {13, 4, "b", hash, constraintPlace, true},
		"the ID":                 {13, 5, anna.Applicant + "-0", hash, constraintID, true},
		"the entry before it":    {13, 6, "c", hash, constraintFollow, true},
		"no hash":                {13, 5, "d", nil, "", false},
		"no ID":                  {13, 5, "", hash, "", false},
	} {
		err := s.withWriteTx(t.Context(), func(w writeTx) error {
			return w.exec(putRecord, c.pos, dossier, c.seq, c.id, 1, "s", "o", []byte("{}"), c.hash, hash)
		})
		got := s.engine.violatedConstraint(err)
		if err == nil || got != c.want || isConflict(got) != c.conflict {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if told := errors.Is(s.journalError(err), ErrChainEnd); told != (c.want == constraintPos) {
			t.Errorf("%s: %v", name, s.journalError(err))
		}
	}
}

// TestAJournalThatWasReplacedTakesNothing changes under an open journal what it was.
func TestAJournalThatWasReplacedTakesNothing(t *testing.T) {
	for name, change := range map[string]string{
		"other journal": "UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'",
		"other key":     "UPDATE chain SET key = '0123456789abcdef'",
		"older copy":    "DELETE FROM records WHERE pos > 10; UPDATE chain SET last = 10, hash = (SELECT hash FROM records WHERE pos = 10)",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			tamper(t, s, change, nil)
			out := s.Append(t.Context(), flows.Key{Origin: origin, Applicant: "17x1"}, entry(1, "new"), flows.Summary{})
			if out.Result != Unknown || !errors.Is(out.Err, ErrReplaced) {
				t.Errorf("%s: %v, %v", name, out.Result, out.Err)
			}
		})
	}
}

func TestAFileThatWasMovedOrReplacedTakesNothing(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"moved":    func(p string) error { return os.Rename(p, p+".old") },
		"removed":  os.Remove,
		"replaced": func(p string) error { return errors.Join(os.Rename(p, p+".old"), os.WriteFile(p, nil, 0o600)) },
	} {
		path := filepath.Join(t.TempDir(), "data", "journal.db")
		s := open(t, path)
		requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
		requireNoErrors(t, change(path))
		out := s.Append(t.Context(), anna, entry(2, "b"), flows.Summary{})
		if out.Result != Unknown || !errors.Is(out.Err, ErrReplaced) {
			t.Errorf("%s: %v, %v", name, out.Result, out.Err)
		}
	}
}

// TestTheChainEndNeverGoesBack notes two appends in the wrong order, and a purge: an
// older copy that ends at any of them is found.
func TestTheChainEndNeverGoesBack(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	requireNoErrors(t, s.noteEnd(11))
	if last := s.lastPos.Load(); last != 12 {
		t.Errorf("it went back to %d", last)
	}
	if _, err := s.Purge(t.Context(), purgeAll(), nil); err != nil {
		t.Fatal(err)
	}
	if h := requireHead(t, s); h.Pos <= 12 || s.lastPos.Load() != h.Pos {
		t.Errorf("after a purge up to %d it is %d", h.Pos, s.lastPos.Load())
	}
}

// TestAFileThatIsMovedDuringAPurgeIsReported moves the file in the middle of the first batch.
func TestAFileThatIsMovedDuringAPurgeIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "journal.db")
	s := open(t, path)
	fillEntries(t, s)
	options, newID := purgeAll(), purgeAll().NewID
	options.NewID = func() string { // inside the transaction
		requireNoErrors(t, os.Rename(path, path+".old"))
		return newID()
	}
	if done, err := s.Purge(t.Context(), options, nil); !errors.Is(err, ErrReplaced) {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestAPlaceThatCannotBeLookedAtIsNotCalledReplaced has a file where the folder was.
func TestAPlaceThatCannotBeLookedAtIsNotCalledReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "journal.db")
	s := open(t, path)
	requireNoErrors(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".old"), os.WriteFile(filepath.Dir(path), nil, 0o600))
	if out := s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}); out.Result != Unknown || !errors.Is(out.Err, ErrNotAFile) {
		t.Errorf("%v, %v", out.Result, out.Err)
	}
}

// TestAFileThatIsMovedDuringAnAppendIsReported moves the file when an append has looked for it
// and waits for the connection.
func TestAFileThatIsMovedDuringAnAppendIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "journal.db")
	s := open(t, path)
	held, err := s.write.Conn(t.Context())
	requireNoErrors(t, err)
	waiting := s.write.Stats().WaitCount
	done := make(chan Outcome, 1)
	go func() { done <- s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}) }()
	waitFor(t, func() bool { return s.write.Stats().WaitCount > waiting })
	requireNoErrors(t, os.Rename(path, path+".old"), held.Close())
	if out := <-done; out.Result != Unknown || !errors.Is(out.Err, ErrReplaced) {
		t.Errorf("%v, %v", out.Result, out.Err)
	}
}

// TestAFileThatIsExchangedWhileItIsOpenedIsNotUsed puts another whole journal in the place
// of a file that was found private, before SQLite has opened it.
func TestAFileThatIsExchangedWhileItIsOpenedIsNotUsed(t *testing.T) {
	for _, a := range []access{forWriting, forReading} {
		path, other := filepath.Join(t.TempDir(), "data", "journal.db"), filepath.Join(t.TempDir(), "data", "journal.db")
		for _, p := range []string{path, other} {
			s := open(t, p)
			fillEntries(t, s)
			requireNoErrors(t, s.Close())
		}
		file, err := prepareFile(path, a)
		requireNoErrors(t, err, os.Rename(other, path))
		if j, err := openPreparedFile(t.Context(), path, file, a); !errors.Is(err, ErrReplaced) {
			t.Errorf("for writing %t: opened %t, %v", a.writes(), j != nil, err)
		}
	}
}

// alterations are rules that somebody who can change a database adds to its tables, so that
// each append leaves another journal behind than it says.
var alterations = map[string]string{
	"renames the journal":   "UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'",
	"renames the key":       "UPDATE chain SET key = '0123456789abcdef'",
	"moves the end back":    "UPDATE chain SET last = last - 1",
	"changes the end":       "UPDATE chain SET hash = (SELECT hash FROM records WHERE pos = 1)",
	"replaces the record":   "UPDATE records SET hash = (SELECT hash FROM records WHERE pos = 1) WHERE pos = 13",
	"takes the seal away":   "UPDATE records SET seal = (SELECT seal FROM records WHERE pos = 1) WHERE pos = 13",
	"removes the record":    "DELETE FROM records WHERE pos = 13",
	"inserts one behind it": "INSERT INTO records (pos, id, at, session, operator, body, hash, seal) SELECT 14, 'x', at, session, operator, body, hash, seal FROM records WHERE pos = 1",
}

// TestADatabaseThatChangesWhatIsWrittenTakesNothing proves that an append or a purge that
// the database changes is taken back, in the same transaction.
func TestADatabaseThatChangesWhatIsWrittenTakesNothing(t *testing.T) {
	for name, change := range alterations {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			tamper(t, s, triggerAfterEnd(s, change), nil)
			out := s.Append(t.Context(), anna, entry(5, "new"), flows.Summary{})
			if out.Result != Unknown || !errors.Is(out.Err, ErrAltered) {
				t.Errorf("%s: %v, %v", name, out.Result, out.Err)
			}
			if done, err := s.Purge(t.Context(), purgeAll(), nil); !errors.Is(err, ErrAltered) {
				t.Errorf("%s: purged %+v, %v", name, done, err)
			}
			if r := verifyChain(t, s, requireHead(t, s)); !r.OK() || r.Records != 12 || r.Removed != 0 {
				t.Errorf("%s: it holds %+v", name, r)
			}
		})
	}
}

// triggerAfterEnd makes a change follow each time the end of the chain moves, in the words
// of the journal's database.
func triggerAfterEnd(s *Journal, change string) string {
	if _, file := s.engine.(sqliteEngine); file {
		return "CREATE TRIGGER altered AFTER UPDATE OF hash ON chain BEGIN " + change + "; END"
	}
	return `CREATE FUNCTION dossier.altered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF pg_trigger_depth() = 1 THEN ` + change + `; END IF;
			RETURN NULL;
		END $$;
		CREATE TRIGGER altered AFTER UPDATE OF hash ON chain FOR EACH ROW EXECUTE FUNCTION dossier.altered()`
}

// TestABlockedWriteIsNotReportedAsClosed closes a journal while an append waits for
// another writer, in vain.
func TestABlockedWriteIsNotReportedAsClosed(t *testing.T) {
	s := open(t, place(t))
	s.stop() // as Close does first, which then waits for the append
	for name, err := range map[string]error{"in time": context.DeadlineExceeded, "refused": violate(t, s)} {
		if got := s.journalError(err); errors.Is(got, ErrClosed) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := s.journalError(errors.New("sql: database is closed")); !errors.Is(got, ErrClosed) {
		t.Errorf("after it was closed: %v", got)
	}
}

// violate is an error that the database itself reports.
func violate(t *testing.T, s *Journal) error {
	t.Helper()
	_, err := s.write.Exec("UPDATE chain SET one = 2")
	if err == nil {
		t.Fatal("the database allowed it")
	}
	return err
}
