package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"dossier/flows"
	"dossier/flows/chain"
)

// forgeries are what somebody who can write to the database, and has no key, can do to a
// dossier of three entries whose second record is tampered with.
var forgeries = map[string]struct {
	change string
	body   []byte
	kind   chain.FaultKind
	seq    uint64
}{
	"another content":        {change: "UPDATE records SET body = ? WHERE seq = 2", body: []byte(`{"v":1,"kind":"Decided","event":{"attempt":9,"received":true,"reason":"forged"}}`), kind: chain.FaultChanged, seq: 2},
	"no event":               {change: "UPDATE records SET body = ? WHERE seq = 2", body: []byte("Muster"), kind: chain.FaultChanged, seq: 2},
	"a newer form":           {change: "UPDATE records SET body = ? WHERE seq = 2", body: []byte(`{"v":99,"kind":"Opened","event":{}}`), kind: chain.FaultChanged, seq: 2},
	"another operator":       {change: "UPDATE records SET operator = 'Muster' WHERE seq = 2", kind: chain.FaultChanged, seq: 2},
	"another time":           {change: "UPDATE records SET at = at + 1 WHERE seq = 2", kind: chain.FaultChanged, seq: 2},
	"another ID":             {change: "UPDATE records SET id = 'Muster' WHERE seq = 2", kind: chain.FaultChanged, seq: 2},
	"another applicant":      {change: "UPDATE dossiers SET applicant = '17x77'", kind: chain.FaultChanged, seq: 1},
	"another hash":           {change: "UPDATE records SET hash = zeroblob(32) WHERE seq = 2", kind: chain.FaultUnsealed, seq: 2},
	"another seal":           {change: "UPDATE records SET seal = zeroblob(32) WHERE seq = 2", kind: chain.FaultUnsealed, seq: 2},
	"bytes after the hash":   {change: "UPDATE records SET hash = CAST(hash || x'00' AS BLOB) WHERE seq = 2", kind: chain.FaultUnsealed, seq: 2},
	"bytes after the seal":   {change: "UPDATE records SET seal = CAST(seal || x'00' AS BLOB) WHERE seq = 2", kind: chain.FaultUnsealed, seq: 2},
	"removed":                {change: "DELETE FROM records WHERE seq = 2", kind: chain.FaultMissing, seq: 2},
	"the record before gone": {change: "DELETE FROM records WHERE seq = 1", kind: chain.FaultMissing, seq: 1},
	"the first one's hash":   {change: "UPDATE records SET hash = zeroblob(32) WHERE seq = 1", kind: chain.FaultUnsealed, seq: 1},
	"inserted": {change: "UPDATE records SET hash = zeroblob(32), seal = zeroblob(32), body = ? WHERE seq = 3",
		body: []byte(`{"v":1,"kind":"Opened","event":{"reason":"forged"}}`), kind: chain.FaultUnsealed, seq: 3},
	"another journal": {change: "UPDATE chain SET journal = 'AAAAAAAAAAAAAAAAAAAAAAAAAA'", seq: 0},
}

// TestWhatIsLoadedIsVerified proves that no entry is believed that the program has not
// written, and that the entries before it are the ones it wrote.
func TestWhatIsLoadedIsVerified(t *testing.T) {
	for name, f := range forgeries {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			s := open(t, path)
			for seq := range uint64(3) {
				requireDone(t, s.Append(t.Context(), anna, entry(seq+1, fmt.Sprint(seq)), flows.Summary{}))
			}
			tamper(t, s, onServer(s, f.change), f.body)
			key := anna
			if name == "another applicant" {
				key.Applicant = "17x77"
			}
			list, err := s.Load(t.Context(), key, 0)
			if f.kind == "" {
				if err != nil || len(list) != 3 {
					t.Errorf("%s: %d entries, %v", name, len(list), err)
				}
				return
			}
			fault, ok := errors.AsType[*chain.EntryFault](err)
			if !ok || *fault != (chain.EntryFault{Kind: f.kind, Seq: f.seq}) || !errors.Is(err, flows.ErrDamaged) {
				t.Errorf("%s: %v", name, err)
				return
			}
			if len(list) != int(f.seq)-1 || bytes.Contains([]byte(err.Error()), []byte("Muster")) {
				t.Errorf("%s: %d entries, %v", name, len(list), err)
			}
		})
	}
}

// onServer writes a statement that adds a byte to a hash in the server's words.
func onServer(s *Journal, change string) string {
	if _, file := s.engine.(sqliteEngine); file {
		return change
	}
	for _, column := range []string{"hash", "seal"} {
		change = string(bytes.ReplaceAll([]byte(change), []byte("CAST("+column+" || x'00' AS BLOB)"), []byte(column+` || '\x00'::BYTEA`)))
	}
	return change
}

// TestAnEntryOfANewerProgramIsNoDamage proves that what was sealed and cannot be read is
// told from what was forged.
func TestAnEntryOfANewerProgramIsNoDamage(t *testing.T) {
	for body, want := range map[string]error{
		`{"v":99,"kind":"Opened","event":{}}`: flows.ErrNewer, `Muster`: flows.ErrDamaged,
	} {
		t.Run(body, func(t *testing.T) {
			s := open(t, place(t))
			requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
			requireNoErrors(t, s.withWriteTx(t.Context(), func(w writeTx) error {
				_, err := w.appendEntry(anna, entry(2, "b"), []byte(body), flows.Summary{})
				return err
			}))
			if list, err := s.Load(t.Context(), anna, 0); !errors.Is(err, want) || len(list) != 1 || bytes.Contains([]byte(err.Error()), []byte("Muster")) {
				t.Errorf("%s: %d entries, %v", body, len(list), err)
			}
		})
	}
}

// TestWithoutTheKeyOnlyTheLinksAreVerified proves what a reader without the key can know.
func TestWithoutTheKeyOnlyTheLinksAreVerified(t *testing.T) {
	path := place(t)
	s := open(t, path)
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	tamper(t, s, "UPDATE records SET seal = zeroblob(32)", nil)
	reader, err := OpenReadOnly(t.Context(), path)
	requireNoErrors(t, err)
	defer func() { _ = reader.Close() }()
	if list, err := reader.Load(t.Context(), anna, 0); err != nil || len(list) != 1 {
		t.Errorf("%d, %v", len(list), err)
	}
	tamper2(t, s, "UPDATE records SET operator = 'x'")
	if _, err := reader.Load(t.Context(), anna, 0); !errors.Is(err, flows.ErrDamaged) {
		t.Error(err)
	}
}

// tamper2 changes something once more; the triggers are gone already.
func tamper2(t *testing.T, s *Journal, change string) {
	t.Helper()
	_, err := s.write.Exec(execByHand(s, change))
	requireNoErrors(t, err)
}

// TestBytesThatNobodyVerifiesAreFound proves that nothing can be stored after what a
// record's hash covers: what is read is all that is stored.
func TestBytesThatNobodyVerifiesAreFound(t *testing.T) {
	for name, change := range map[string]string{
		"after the hash":      "UPDATE records SET hash = CAST(hash || x'41' AS BLOB) WHERE pos = 5",
		"after the seal":      "UPDATE records SET seal = CAST(seal || x'41' AS BLOB) WHERE pos = 5",
		"after a text":        "UPDATE records SET operator = operator || char(0) || 'x' WHERE pos = 5",
		"after the body":      "UPDATE records SET body = CAST(body || x'00' AS BLOB) WHERE pos = 5",
		"a leaf of its own":   "PRAGMA ignore_check_constraints = 1; UPDATE records SET leaf = zeroblob(32) WHERE pos = 5",
		"a tombstone alone":   "PRAGMA ignore_check_constraints = 1; UPDATE records SET tomb = 12 WHERE pos = 5",
		"a shorter hash":      "UPDATE records SET hash = substr(hash, 1, 31) WHERE pos = 5",
		"after a purged leaf": "UPDATE records SET dossier=NULL, seq=NULL, id=NULL, at=NULL, session=NULL, operator=NULL, body=NULL, leaf=zeroblob(33), tomb=12 WHERE pos = 5",
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

func TestAHeadThatNobodySealedIsNoHead(t *testing.T) {
	for name, c := range map[string]struct {
		change string
		want   error
	}{
		"a forged record":    {"UPDATE records SET hash = zeroblob(32) WHERE pos = 12; UPDATE chain SET hash = zeroblob(32)", ErrDamaged},
		"a forged seal":      {"UPDATE records SET seal = zeroblob(32) WHERE pos = 12", ErrDamaged},
		"bytes after a seal": {"UPDATE records SET seal = CAST(seal || x'00' AS BLOB) WHERE pos = 12", ErrDamaged},
		"bytes after a hash": {"UPDATE records SET hash = CAST(hash || x'00' AS BLOB) WHERE pos = 12", ErrChainEnd},
		"bytes after it":     {"UPDATE chain SET hash = CAST(hash || x'00' AS BLOB)", ErrChainEnd},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, place(t))
			fillEntries(t, s)
			tamper(t, s, onServer(s, c.change), nil)
			if h, ok, err := s.Head(t.Context()); ok || !errors.Is(err, c.want) {
				t.Errorf("%s: %+v, %v", name, h, err)
			}
		})
	}
}

// BenchmarkLoad is what it costs to read a dossier of 20 entries, and to verify it too: 20
// links and 20 seals.
func BenchmarkLoad(b *testing.B) {
	key := flows.Key{Origin: origin, Applicant: "0x0"}
	for _, dossiers := range []int{1, 1_000, 100_000} {
		s := open(b, place(b))
		fillJournal(b, s, dossiers)
		for seq := range uint64(19) {
			requireDone(b, s.Append(b.Context(), key, entry(seq+2, fmt.Sprint("load-", seq)), flows.Summary{}))
		}
		for name, load := range map[string]func() ([]flows.Entry, error){
			"plain":    func() ([]flows.Entry, error) { return loadUnverified(b.Context(), s, key) },
			"verified": func() ([]flows.Entry, error) { return s.Load(b.Context(), key, 0) },
		} {
			b.Run(fmt.Sprintf("dossiers=%d/%s", dossiers, name), func(b *testing.B) {
				for b.Loop() {
					if list, err := load(); err != nil || len(list) != 20 {
						b.Fatal(len(list), err)
					}
				}
			})
		}
	}
}

// loadUnverified is Load without what proves anything: neither the hash before a record
// nor its seal is read.
func loadUnverified(ctx context.Context, s *Journal, key flows.Key) ([]flows.Entry, error) {
	const plain = `SELECT seq, id, at, session, operator, body FROM records
		WHERE dossier = (SELECT id FROM dossiers WHERE origin = ? AND applicant = ?) ORDER BY seq`
	return queryList(ctx, s, func(scan rowScanner) (flows.Entry, error) {
		var e chain.Entry
		if err := scan(&e.Seq, &e.ID, &e.At, &e.Session, &e.Operator, &e.Body); err != nil {
			return flows.Entry{}, err
		}
		return e.Decode()
	}, plain, key.Origin, key.Applicant)
}
