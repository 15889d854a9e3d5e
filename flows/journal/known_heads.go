package journal

import (
	"context"
	"slices"
	"strings"

	"dossier/flows/chain"
)

const getHashes = `SELECT pos, hash FROM records WHERE pos IN (`

// headsPerQuery is how many heads are looked up at once; both databases allow as many arguments.
const headsPerQuery = 1000

// CheckHeads makes sure that the journal is the one that the heads, oldest first, were written
// down of: each head of it is one of its records, wherever it was then, and the last one
// for its place is of it. Heads that were not made with the key do not count; with the
// empty key, all of the journal do. The error is ErrRewound or the database's.
func (j *Journal) CheckHeads(ctx context.Context, key chain.AuditKey, heads []chain.Head) error {
	if last, ok := key.LastHeadAt(j.place, heads); ok && last.Journal != j.id {
		return ErrRewound
	}
	for some := range slices.Chunk(key.HeadsOf(j.id, heads), headsPerQuery) {
		if err := j.findHeads(ctx, some); err != nil {
			return err
		}
	}
	return nil
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
