package journal

import (
	"errors"
	"testing"

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
		"moved":          {"", nil},
		"cut":            {cutAtTen, ErrRewound},
		"another branch": {"UPDATE records SET hash = zeroblob(32) WHERE pos = 11", ErrRewound},
	} {
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
