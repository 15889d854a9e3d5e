package journal

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

// verifyChain streams the whole journal through a verifier with the key.
func verifyChain(t testing.TB, j *Journal, heads ...chain.Head) chain.Report {
	t.Helper()
	key, _ := testKeys(false)
	v := chain.NewVerifier(j.ID(), key, heads)
	requireNoErrors(t, j.Records(t.Context(), func(r chain.Record) error { v.Add(r); return nil }))
	return v.Finish()
}

func requireHead(t testing.TB, j *Journal) chain.Head {
	t.Helper()
	h, ok, err := j.Head(t.Context())
	if err != nil || !ok {
		t.Fatalf("head: %t, %v", ok, err)
	}
	return h
}

// fillEntries has three dossiers of some entries, written in turn.
func fillEntries(t testing.TB, s *Journal) {
	t.Helper()
	for seq := range uint64(4) {
		for i, key := range []flows.Key{anna, ben, {Origin: origin, Applicant: "17x50"}} {
			sum := flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{byte(i + 1)}, Slot: "selfie", State: "answered"}}}
			requireDone(t, s.Append(t.Context(), key, entry(seq+1, fmt.Sprint(key.Applicant, "-", seq)), sum))
		}
	}
}

func TestEveryAppendIsALinkOfTheChain(t *testing.T) {
	s := open(t, place(t))
	if _, ok, err := s.Head(t.Context()); ok || err != nil {
		t.Errorf("an empty journal has a head: %t, %v", ok, err)
	}
	fillEntries(t, s)
	middle := requireHead(t, s)
	requireDone(t, s.Append(t.Context(), anna, entry(5, "last"), flows.Summary{}))
	r := verifyChain(t, s, middle, requireHead(t, s))
	if !r.OK() || r.Records != 13 || r.Heads != 2 || !r.Sealed || r.Hash != requireHead(t, s).Hash {
		t.Errorf("%+v", r)
	}
	if n, err := s.CountStaleSummaries(t.Context()); n != 0 || err != nil {
		t.Errorf("%d odd summaries, %v", n, err)
	}
}

func TestARefusedAppendTakesNoPlaceInTheChain(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	before := requireHead(t, s)
	if out := s.Append(t.Context(), anna, entry(9, "gap"), flows.Summary{}); out.Result != Conflict {
		t.Fatal(out)
	}
	if now := requireHead(t, s); now.Pos != before.Pos || !verifyChain(t, s).OK() {
		t.Errorf("the head went from %d to %d", before.Pos, now.Pos)
	}
}

func TestChangesBehindTheTriggersAreFound(t *testing.T) {
	for name, change := range map[string]string{
		"operator":       "UPDATE records SET operator = 'x' WHERE pos = 5",
		"removed":        "DELETE FROM records WHERE pos = 5",
		"other dossier":  "UPDATE dossiers SET applicant = '17x77' WHERE applicant = '17x21'",
		"emptied":        "UPDATE records SET dossier=NULL, seq=NULL, id=NULL, at=NULL, session=NULL, operator=NULL, body=NULL, leaf=zeroblob(32), tomb=12 WHERE pos = 5",
		"time":           "UPDATE records SET at = at + 1 WHERE pos = 5",
		"seal":           "UPDATE records SET seal = zeroblob(32) WHERE pos = 5",
		"chain's end":    "DELETE FROM records WHERE pos = 12",
		"end, tidied up": "DELETE FROM records WHERE pos = 12; UPDATE chain SET last = 11, hash = (SELECT hash FROM records WHERE pos = 11)",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			kept := requireHead(t, s)
			tamper(t, s, change, nil)
			if r := verifyChain(t, s, kept); r.OK() {
				t.Errorf("%s: not found", name)
			}
		})
	}
}

func TestAnOddSummaryIsCounted(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	tamper(t, s, "UPDATE dossiers SET head = 3 WHERE applicant = '17x21'", nil)
	if n, err := s.CountStaleSummaries(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestAJournalIsOnlyWrittenWithItsKey(t *testing.T) {
	path := place(t)
	fillEntries(t, open(t, path))
	other := func(bool) (chain.AuditKey, error) {
		return chain.NewAuditKey(bytes.Repeat([]byte{9}, chain.AuditKeySize))
	}
	if _, err := Open(t.Context(), path, other); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
	lost := errors.New("lost")
	var asked []bool
	none := func(mayMake bool) (chain.AuditKey, error) {
		asked = append(asked, mayMake)
		return chain.AuditKey{}, lost
	}
	if _, err := Open(t.Context(), path, none); !errors.Is(err, lost) || slices.Contains(asked, true) {
		t.Errorf("no key: %v, asked to make one: %v", err, asked)
	}
	if _, err := Open(t.Context(), place(t), none); !errors.Is(err, lost) || !asked[len(asked)-1] {
		t.Errorf("a new journal: %v, %v", err, asked)
	}
}

// TestARenamedKeyIsToldFromAnotherOne proves that nobody is sent to look for a key which is
// here: the journal names another one, and the last record is sealed with this one.
func TestARenamedKeyIsToldFromAnotherOne(t *testing.T) {
	const rename = "UPDATE chain SET key = '0123456789abcdef'"
	for name, c := range map[string]struct {
		entries bool
		change  []string
		want    error
	}{
		"renamed":                     {true, []string{rename}, ErrKeyRenamed},
		"renamed, the last unsealed":  {true, []string{rename, "UPDATE records SET seal = zeroblob(32) WHERE pos = 12"}, ErrWrongKey},
		"renamed, and nothing sealed": {false, []string{rename}, ErrWrongKey},
		"not renamed":                 {true, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			if c.entries {
				fillEntries(t, s)
			}
			tamper(t, s, "UPDATE chain SET one = 1", nil)
			for _, change := range c.change {
				tamper2(t, s, change)
			}
			j, err := Open(t.Context(), path, testKeys)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if err == nil {
				requireNoErrors(t, j.Close())
			}
		})
	}
}

func TestReadingNeedsNoKeyAndChangesNothing(t *testing.T) {
	path := place(t)
	if _, err := OpenReadOnly(t.Context(), path); !errors.Is(err, ErrNoJournal) {
		t.Errorf("no journal: %v", err)
	}
	fillEntries(t, open(t, path))
	j, err := OpenReadOnly(t.Context(), path)
	requireNoErrors(t, err)
	defer func() { _ = j.Close() }()
	if r := verifyChain(t, j); !r.OK() || r.Records != 12 {
		t.Errorf("%+v", r)
	}
	if out := j.Append(t.Context(), anna, entry(5, "x"), flows.Summary{}); out.Result == Done {
		t.Error("a reader appended")
	}
	if _, err := j.Purge(t.Context(), purgeAll(), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader purged: %v", err)
	}
}

func TestAClosedJournalIsNotPurged(t *testing.T) {
	path := place(t)
	writer := open(t, path)
	fillEntries(t, writer)
	reader, err := OpenReadOnly(t.Context(), path)
	requireNoErrors(t, err)
	for name, j := range map[string]*Journal{"writer": writer, "reader": reader} {
		requireNoErrors(t, j.Close())
		if done, err := j.Purge(t.Context(), purgeAll(), nil); !errors.Is(err, ErrClosed) || done != (PurgeResult{}) {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
	}
}

// kept unpacks the journal of a schema.
func kept(t testing.TB, schema int) string {
	t.Helper()
	packed, err := os.Open(filepath.Join("testdata", fmt.Sprintf("schema-%d.db.gz", schema)))
	requireNoErrors(t, err)
	defer func() { _ = packed.Close() }()
	unpacked, err := gzip.NewReader(packed)
	requireNoErrors(t, err)
	content, err := io.ReadAll(unpacked)
	path := place(t)
	requireNoErrors(t, err, os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600))
	return path
}

// The fixture was written by dossier upload with the audit key of testKeys when
// schema 1 was the latest: three dossiers with 73 entries, with kept warnings,
// refused pictures, a lost answer, a decision and two checks, and a fourth that
// was removed. Whatever the schema and the events become, it must be read.
func TestTheJournalOfSchema1IsRead(t *testing.T) {
	const origin, end = "http://127.0.0.1:18080/api/1.1/wf", "867153086034d39de9dbe5f6470367fcb958a89c7d1af0fed565eb0bd23d96d3"
	path := kept(t, 1)
	before, err := OpenReadOnly(t.Context(), path)
	requireNoErrors(t, err)
	r := verifyChain(t, before)
	requireNoErrors(t, before.Close())
	if !r.OK() || r.Records != 91 || r.Removed != 17 || r.Hash.String() != end {
		t.Fatalf("read: %+v", r)
	}
	s := open(t, path)
	list, err := s.RecentDossiers(t.Context(), origin, 9)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d dossiers, %v", len(list), err)
	}
	total := 0
	for _, d := range list {
		j, err := flows.Fold(d.Key, load(t, s, d.Key, 0))
		if err != nil || j.Head() != d.Head {
			t.Errorf("head %d, folded %d, %v", d.Head, j.Head(), err)
		}
		total += int(d.Head)
		requireDone(t, s.Append(t.Context(), d.Key, entry(d.Head+1, "later-"+d.Key.Applicant), flows.Summary{}))
	}
	if n, err := s.CountStaleSummaries(t.Context()); total != 73 || n != 0 || err != nil {
		t.Errorf("%d entries, %d odd, %v", total, n, err)
	}
	if r := verifyChain(t, s); !r.OK() || r.Records != 94 {
		t.Errorf("afterwards: %+v", r)
	}
}

func TestAFirstOpeningThatWasInterruptedIsDoneAgain(t *testing.T) {
	path := place(t)
	broken := func(bool) (chain.AuditKey, error) { return chain.AuditKey{}, context.Canceled }
	if _, err := Open(t.Context(), path, broken); err == nil {
		t.Fatal("opened without a key")
	}
	if _, err := OpenReadOnly(t.Context(), path); !errors.Is(err, ErrNoJournal) {
		t.Errorf("read: %v", err)
	}
	s := open(t, path)
	fillEntries(t, s)
	if r := verifyChain(t, s); !r.OK() || r.Records != 12 {
		t.Errorf("%+v", r)
	}
}

func purgeAll() PurgeOptions {
	n := 0
	return PurgeOptions{
		Rule: "older than 7y", Before: time.Unix(1_800_000_000, 0), Operator: "admin", Session: "s9", Now: time.Unix(1_800_000_000, 0),
		NewID: func() string { n++; return fmt.Sprint("tomb-", n) },
	}
}

// The promise of a purge: nothing of the dossiers is left in the files, and the
// chain is whole.
func TestAPurgeLeavesNothingButItsTombstone(t *testing.T) {
	path := place(t)
	s := open(t, path)
	fillEntries(t, s)
	requireDone(t, s.Append(t.Context(), anna, flows.Entry{
		Seq: 5, ID: "young", At: time.Unix(1_900_000_000, 0), Session: "s1", Operator: "op", Event: flows.Decided{Reason: "young"},
	}, flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{1}}}}))
	kept := requireHead(t, s)
	requireNoErrors(t, s.RecordPresence(t.Context(), ben, Presence{Session: "old", Operator: "op", At: time.Unix(1_700_000_000, 0)}))
	p := purgeAll()
	p.UsedSince = time.Unix(1_799_999_970, 0)
	if n, err := s.CountPurgeable(t.Context(), p); err != nil || n != (PurgeResult{Dossiers: 2, Entries: 8}) {
		t.Errorf("expired: %+v, %v", n, err)
	}
	var heard []PurgeResult
	done, err := s.Purge(t.Context(), p, func(now PurgeResult) { heard = append(heard, now) })
	if err != nil || done != (PurgeResult{Dossiers: 2, Entries: 8}) || len(heard) != 1 {
		t.Fatalf("%+v, %v, heard %v", done, err, heard)
	}
	if clean, err := s.Clean(t.Context()); !clean || err != nil {
		t.Errorf("clean: %t, %v", clean, err)
	}
	r := verifyChain(t, s, kept)
	if !r.OK() || r.Removed != 8 || r.Records != 14 {
		t.Errorf("%+v", r)
	}
	if got := load(t, s, anna, 0); len(got) != 5 {
		t.Errorf("the young dossier has %d entries", len(got))
	}
	if met, _ := s.FindPicture(t.Context(), origin, flows.SHA256{2}); len(met) != 0 {
		t.Errorf("a picture is still known: %v", met)
	}
	requireNoErrors(t, s.Close())
	for _, name := range []string{path, path + "-wal"} {
		content, _ := os.ReadFile(name)
		for _, trace := range []string{"17x99", "17x50"} {
			if bytes.Contains(content, []byte(trace)) {
				t.Errorf("%s holds %s", filepath.Base(name), trace)
			}
		}
	}
	if content, _ := os.ReadFile(path); !bytes.Contains(content, []byte("17x21")) {
		t.Error("the search finds nothing at all; it proves nothing")
	}
}

func TestAPurgeOfOneApplicantAndOfOneInUse(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	now := time.Unix(1_800_000_000, 0)
	requireNoErrors(t, s.RecordPresence(t.Context(), ben, Presence{Session: "here", Operator: "op", At: now}))
	p := purgeAll()
	p.UsedSince, p.Before, p.Rule, p.Applicant = now.Add(-GoneAfter), time.Time{}, "one applicant", ben.Applicant
	if done, err := s.Purge(t.Context(), p, nil); err != nil || done != (PurgeResult{InUse: 1}) {
		t.Errorf("in use: %+v, %v", done, err)
	}
	if h := requireHead(t, s); h.Pos != 12 {
		t.Errorf("a purge of nothing left a record at %d", h.Pos)
	}
	p.Applicant = anna.Applicant
	if done, err := s.Purge(t.Context(), p, nil); err != nil || done != (PurgeResult{Dossiers: 1, Entries: 4}) {
		t.Errorf("%+v, %v", done, err)
	}
	// A program that still has it open cannot go on as if nothing had happened.
	if out := s.Append(t.Context(), anna, entry(5, "late"), flows.Summary{}); out.Result != Conflict {
		t.Errorf("an entry behind removed ones: %v", out)
	}
	requireDone(t, s.Append(t.Context(), anna, entry(1, "anew"), flows.Summary{}))
	if r := verifyChain(t, s); !r.OK() {
		t.Errorf("%+v", r)
	}
}

func TestManyDossiersArePurgedInBatches(t *testing.T) {
	s := open(t, place(t))
	requireNoErrors(t, s.withWriteTx(t.Context(), func(w writeTx) error {
		for i := range 450 {
			e := entry(1, fmt.Sprint("e", i))
			body, _ := flows.Encode(e.Event)
			if _, err := w.appendEntry(flows.Key{Origin: origin, Applicant: fmt.Sprintf("%dx1", i)}, e, body, flows.Summary{}); err != nil {
				return err
			}
		}
		return nil
	}))
	done, err := s.Purge(t.Context(), purgeAll(), nil)
	if err != nil || done != (PurgeResult{Dossiers: 450, Entries: 450}) {
		t.Errorf("%+v, %v", done, err)
	}
	if r := verifyChain(t, s); !r.OK() || r.Records != 468 {
		t.Errorf("%+v", r)
	}
}

// Whoever has the database but not the key must not be able to choose what an
// administrator's purge takes.
func TestAPurgeBelievesTheSealedRecordsOnly(t *testing.T) {
	for name, change := range map[string]string{
		"made to look old":  "UPDATE dossiers SET updated = 1 WHERE applicant = '17x21'",
		"an entry changed":  "UPDATE records SET operator = 'x' WHERE dossier = (SELECT id FROM dossiers WHERE applicant = '17x21') AND seq = 2",
		"a seal changed":    "UPDATE records SET seal = zeroblob(32) WHERE dossier = (SELECT id FROM dossiers WHERE applicant = '17x21') AND seq = 2",
		"an entry removed":  "DELETE FROM records WHERE dossier = (SELECT id FROM dossiers WHERE applicant = '17x21') AND seq = 4",
		"renamed":           "UPDATE dossiers SET applicant = '17x22' WHERE applicant = '17x21'",
		"head of a shorter": "UPDATE dossiers SET head = 3 WHERE applicant = '17x21'",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			tamper(t, s, change, nil)
			p := purgeAll()
			if name == "made to look old" {
				p.Before = time.Unix(1_600_000_000, 0) // older than all entries
			}
			done, err := s.Purge(t.Context(), p, nil)
			want := PurgeResult{Dossiers: 2, Entries: 8, Inconsistent: 1}
			switch name {
			case "made to look old":
				want = PurgeResult{Inconsistent: 1}
			case "an entry removed": // the record behind it does not fit either
				want = PurgeResult{Dossiers: 1, Entries: 4, Inconsistent: 2}
			}
			if err != nil || done != want {
				t.Errorf("%s: %+v, %v", name, done, err)
			}
		})
	}
}

// A purge in one process leaves room for the appends of another.
func TestAPurgeGivesWay(t *testing.T) {
	path := place(t)
	s, other := open(t, path), open(t, path)
	requireNoErrors(t, s.withWriteTx(t.Context(), func(w writeTx) error {
		for i := range 2_000 {
			e := entry(1, fmt.Sprint("e", i))
			body, _ := flows.Encode(e.Event)
			if _, err := w.appendEntry(flows.Key{Origin: origin, Applicant: fmt.Sprintf("%dx1", i)}, e, body, flows.Summary{}); err != nil {
				return err
			}
		}
		return nil
	}))
	late := entry(1, "a")
	late.At = time.Unix(1_900_000_000, 0)
	requireDone(t, other.Append(t.Context(), anna, late, flows.Summary{}))
	var during []time.Duration
	ctx, cancel := context.WithCancel(t.Context())
	purged := make(chan error, 1)
	go func() {
		_, err := s.Purge(ctx, purgeAll(), nil)
		purged <- err
	}()
	for seq := uint64(2); seq < 22; seq++ {
		begin, e := time.Now(), entry(seq, fmt.Sprint("during-", seq))
		e.At = late.At
		requireDone(t, other.Append(t.Context(), anna, e, flows.Summary{}))
		during = append(during, time.Since(begin))
	}
	cancel()
	<-purged
	if slices.Sort(during); during[len(during)/2] > 500*time.Millisecond {
		t.Errorf("appends took %s during a purge", during)
	}
}

// A session that slept through a purge must not go on in a dossier that
// somebody began again: the numbers fit, the entries do not.
func TestAnEntryFollowsTheOneItsWriterKnows(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	watch := s.Watch(t.Context(), anna)
	requireTick(t, watch)
	p := purgeAll()
	p.Before, p.Applicant = time.Time{}, anna.Applicant
	if _, err := s.Purge(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	for seq := range uint64(4) {
		requireDone(t, s.Append(t.Context(), anna, entry(seq+1, fmt.Sprint("anew-", seq+1)), flows.Summary{}))
	}
	requireTick(t, watch) // though the number is no higher than it was
	asleep := entry(5, "asleep")
	asleep.After = anna.Applicant + "-3"
	if out := s.Append(t.Context(), anna, asleep, flows.Summary{}); out.Result != Conflict {
		t.Errorf("a stranger's dossier went on: %v", out)
	}
	awake := entry(5, "awake")
	awake.After = "anew-4"
	requireDone(t, s.Append(t.Context(), anna, awake, flows.Summary{}))
}

// TestContentBesideALeafIsFoundAndNotRead has what somebody with the database can do to
// records whose leaf fits the chain: a removed one gets content again, in another
// dossier, and one that was never removed gets other content and the leaf of its own.
func TestContentBesideALeafIsFoundAndNotRead(t *testing.T) {
	const forged = `CAST('{"v":1,"kind":"Decided","event":{"attempt":1,"received":true,"reason":"Muster"}}' AS BLOB)`
	for name, change := range map[string]string{
		"put back": "UPDATE records SET dossier = (SELECT id FROM dossiers WHERE applicant = '17x21'), seq = 2, id = 'forged', at = 1," +
			" session = 's', operator = 'o', body = " + forged + " WHERE pos = 1",
		"replaced": "UPDATE records SET leaf = ?, tomb = 99, body = " + forged + " WHERE id = 'again-2'",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			p := purgeAll()
			p.Before, p.Applicant = time.Time{}, anna.Applicant
			_, err := s.Purge(t.Context(), p, nil)
			requireNoErrors(t, err)
			requireDone(t, s.Append(t.Context(), anna, entry(1, "again-1"), flows.Summary{}))
			var leaf []byte
			if name == "replaced" {
				requireDone(t, s.Append(t.Context(), anna, entry(2, "again-2"), flows.Summary{}))
				leaf = leafOf(t, s, "again-2")
			}
			kept := requireHead(t, s)
			_, err = s.write.Exec("PRAGMA ignore_check_constraints = ON")
			requireNoErrors(t, err)
			tamper(t, s, change, leaf)
			if r := verifyChain(t, s, kept); r.OK() {
				t.Errorf("%s: verify did not find it", name)
			}
			list, err := s.Load(t.Context(), anna, 0)
			if fault, ok := errors.AsType[*chain.EntryFault](err); !ok || *fault != (chain.EntryFault{Kind: chain.FaultChanged, Seq: 2}) || len(list) != 1 {
				t.Errorf("%s: %d entries were read, %v", name, len(list), err)
			}
		})
	}
}

// leafOf is the leaf of the entry with an ID.
func leafOf(t *testing.T, s *Journal, id string) (leaf []byte) {
	t.Helper()
	requireNoErrors(t, s.Records(t.Context(), func(r chain.Record) error {
		if hash := r.Entry.LeafHash(); r.Entry.ID == id {
			leaf = hash[:]
		}
		return nil
	}))
	return leaf
}

// The journal that this computer wrote to must be the one it finds again.
func TestAJournalThatDoesNotReachItsKnownHeadIsRefused(t *testing.T) {
	for name, change := range map[string]string{
		"cut":            "DELETE FROM records WHERE pos > 10; UPDATE chain SET last = 10, hash = (SELECT hash FROM records WHERE pos = 10)",
		"wiped":          "DELETE FROM records; DELETE FROM chain; DELETE FROM pictures; DELETE FROM dossiers",
		"other journal":  "UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'",
		"other branch":   "UPDATE records SET hash = zeroblob(32) WHERE pos = 12",
		"nothing at all": "",
	} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			fillEntries(t, s)
			kept := requireHead(t, s)
			other := kept
			other.Place = "0000000000000000" // heads of other places do not count
			other.Pos, other.Hash = 99, chain.Hash{1}
			if change != "" {
				tamper(t, s, change, nil)
			}
			requireNoErrors(t, s.Close())
			j, err := Open(t.Context(), path, testKeys, kept, other)
			if err == nil {
				_ = j.Close()
			}
			want := map[string]error{"wiped": ErrEmptied, "nothing at all": nil}
			if expected, named := want[name]; named && !errors.Is(err, expected) || !named && !errors.Is(err, ErrRewound) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

func TestAJournalWithoutItsChainIsDamagedNotNew(t *testing.T) {
	path := place(t)
	s := open(t, path)
	fillEntries(t, s)
	tamper(t, s, "DELETE FROM chain", nil)
	if _, err := OpenReadOnly(t.Context(), path); !errors.Is(err, ErrDamaged) {
		t.Errorf("read: %v", err)
	}
	if _, err := Open(t.Context(), path, testKeys); !errors.Is(err, ErrDamaged) {
		t.Errorf("open: %v", err)
	}
	var rows int
	if err := s.read.QueryRow("SELECT count(*) FROM chain").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("a new chain was begun over the old records: %d, %v", rows, err)
	}
}

func TestWhatVerifyShowsIsWhatThisProgramWrites(t *testing.T) {
	for _, change := range []string{"UPDATE chain SET key = char(27) || '[2J'", "UPDATE chain SET journal = 'a' || char(10)"} {
		t.Run(change, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			fillEntries(t, s)
			tamper(t, s, change, nil)
			if j, err := OpenReadOnly(t.Context(), path); !errors.Is(err, ErrDamaged) {
				_ = j.Close()
				t.Errorf("%s: %v", change, err)
			}
		})
	}
}

func TestOnlyAnEntryCanBeEmptiedAndOnlyForATombstone(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	const empty = "UPDATE records SET dossier=NULL, seq=NULL, id=NULL, at=NULL, session=NULL, operator=NULL, body=NULL, leaf=zeroblob(32), tomb=%s WHERE pos = 5"
	for name, tomb := range map[string]string{"no tombstone": "99", "an entry as tombstone": "12"} {
		if _, err := s.write.Exec(execByHand(s, fmt.Sprintf(empty, tomb))); err == nil {
			t.Error(name)
		}
	}
	if _, err := s.Purge(t.Context(), purgeAll(), nil); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"UPDATE records SET leaf = zeroblob(32) WHERE pos = 5", "UPDATE records SET tomb = 14 WHERE pos = 5",
		"DELETE FROM records WHERE pos = 13", "UPDATE records SET operator = 'x' WHERE pos = 13",
	} {
		if _, err := s.write.Exec(execByHand(s, text)); err == nil {
			t.Errorf("%s was allowed", text)
		}
	}
}

func TestACopyIsTheSameJournal(t *testing.T) {
	from, to := open(t, place(t)), open(t, place(t))
	fillEntries(t, from)
	p := purgeAll()
	p.Before, p.Applicant = time.Time{}, ben.Applicant
	if _, err := from.Purge(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	kept := requireHead(t, from)
	var heard uint64
	got, err := Copy(t.Context(), from, to, func(done, total uint64) { heard = done*100 + total })
	if err != nil || got.Hash != kept.Hash || heard != 13*100+13 {
		t.Fatalf("%v, %v, heard %d", got, err, heard)
	}
	if r := verifyChain(t, to, kept); !r.OK() || r.Removed != 4 || r.Heads != 1 {
		t.Errorf("%+v", r)
	}
	if a, b := dump(t, from), dump(t, to); a != b {
		t.Errorf("they differ:\n%s\n%s", a, b)
	}
	requireDone(t, to.Append(t.Context(), anna, entry(5, "there"), flows.Summary{}))
	requireDone(t, to.Append(t.Context(), flows.Key{Origin: origin, Applicant: "9x9"}, entry(1, "new"), flows.Summary{}))
	if r := verifyChain(t, to, kept); !r.OK() {
		t.Errorf("%+v", r)
	}
}

// dump is everything that a copy must bring along.
func dump(t testing.TB, j *Journal) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, j.ID(), j.KeyID())
	for _, tab := range copiedTables {
		rows, err := j.read.Query(j.engine.dialectSQL(tab.selectSQL()))
		requireNoErrors(t, err)
		for rows.Next() {
			values, err := scanRow(rows, len(tab.columns))
			requireNoErrors(t, err)
			fmt.Fprintln(&b, tab.name, values)
		}
		requireNoErrors(t, rows.Err(), rows.Close())
	}
	return b.String()
}

func TestACopyIsRefused(t *testing.T) {
	from, to := open(t, place(t)), open(t, place(t))
	fillEntries(t, from)
	requireDone(t, to.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	if _, err := Copy(t.Context(), from, to, nil); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("a target in use: %v", err)
	}
	if got := load(t, to, anna, 0); len(got) != 1 || !verifyChain(t, to).OK() {
		t.Errorf("the target was changed: %v", got)
	}
	path := place(t)
	other, err := Open(t.Context(), path, func(bool) (chain.AuditKey, error) { return chain.NewAuditKey(make([]byte, chain.AuditKeySize)) })
	requireNoErrors(t, err)
	defer func() { _ = other.Close() }()
	if _, err := Copy(t.Context(), from, other, nil); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestACopyDuringWhichSomebodyWritesIsTakenBack(t *testing.T) {
	from, to := open(t, place(t)), open(t, place(t))
	fillEntries(t, from)
	_, err := Copy(t.Context(), from, to, func(uint64, uint64) {
		requireDone(t, from.Append(t.Context(), anna, entry(5, "meanwhile"), flows.Summary{}))
	})
	if !errors.Is(err, ErrSourceChanged) {
		t.Errorf("%v", err)
	}
	if _, ok, _ := to.Head(t.Context()); ok {
		t.Error("something was copied all the same")
	}
	if _, err := Copy(t.Context(), from, to, nil); err != nil {
		t.Errorf("the second time: %v", err)
	}
}
