package journal

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows/chain"
)

const (
	getHashes      = `SELECT pos, hash FROM records WHERE pos IN (`
	getFirstRecord = keyedRecords + ` WHERE r.pos = 1`
)

// comparedHeads is how many of the newest heads are looked up when a journal is opened. The
// newest fixes the whole chain before it; audit verify compares all.
const comparedHeads = 100

// IsKnownPlace reports whether the heads, oldest first, say that a journal sealed with the
// key was at a place.
func IsKnownPlace(place string, key chain.AuditKey, heads []chain.Head) bool {
	if IsPostgresAddress(place) {
		config, err := parseAddress(place)
		if err != nil {
			return false // opening it says what is wrong
		}
		place = databasePlace(config)
	} else if whole, err := filepath.Abs(place); err == nil {
		place = whole
	}
	_, known := key.LastHeadAt(place, heads)
	return known
}

// CheckHeads makes sure that the journal is the one that the heads, oldest first, were written
// down of: its newest heads are records of it, wherever it was then, and the last one for
// its place is of it. Heads that were not made with the key do not count; with the
// empty key, all of the journal do. The error is ErrRewound or the database's.
func (j *Journal) CheckHeads(ctx context.Context, key chain.AuditKey, heads []chain.Head) error {
	if last, ok := key.LastHeadAt(j.place, heads); ok && last.Journal != j.id {
		return ErrRewound
	}
	heads = key.HeadsOf(j.id, heads)
	if len(heads) == 0 {
		return nil
	}
	return j.findHeads(ctx, heads[max(len(heads)-comparedHeads, 0):])
}

// findHeads looks the heads up among the records.
func (j *Journal) findHeads(ctx context.Context, heads []chain.Head) error {
	positions := make([]any, len(heads))
	for i, h := range heads {
		positions[i] = int64(h.Pos)
	}
	hashes := map[uint64]chain.Hash{}
	_, err := queryList(ctx, j, func(scan rowScanner) (pos uint64, err error) {
		var hash chain.HashColumn
		err = scan(&pos, &hash)
		hashes[pos] = hash.Hash
		return pos, err
	}, getHashes+strings.Repeat("?, ", len(heads)-1)+"?)", positions...)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(heads, func(h chain.Head) bool { return hashes[h.Pos] != h.Hash }) {
		return ErrRewound
	}
	return nil
}

// checkIdentity makes sure that the first record is the first of the journal that this one
// says it is: under another name no head that is known of it would be looked for.
func (j *Journal) checkIdentity(ctx context.Context) error {
	first, err := scanRecord(j.write.QueryRowContext(ctx, j.engine.dialectSQL(getFirstRecord)).Scan)
	switch {
	case isNoRows(err):
		return nil
	case err == nil && j.key.CheckRecord(chain.GenesisHash(j.id), first) != "":
		return ErrDamaged
	}
	return err
}
