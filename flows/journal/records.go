package journal

import (
	"context"

	"dossier/flows"
	"dossier/flows/chain"
)

const (
	recordColumns = `r.pos, coalesce(r.seq, 0), coalesce(r.id, ''), coalesce(r.at, 0), coalesce(r.session, ''), coalesce(r.operator, ''),
		r.body, r.leaf, coalesce(r.tomb, 0), r.hash, r.seal`
	keyedRecords = `SELECT ` + recordColumns + `, coalesce(d.origin, ''), coalesce(d.applicant, '')
		FROM records r LEFT JOIN dossiers d ON d.id = r.dossier`
	allRecords = keyedRecords + ` ORDER BY r.pos`
	// Each record comes with the hash before it, so that it can be verified alone. One whose
	// content is gone belongs to no dossier, so what says so of itself here is a fault.
	linkedRecords = `SELECT ` + recordColumns + `, p.hash FROM records r LEFT JOIN records p ON p.pos = r.pos - 1 WHERE r.dossier = `
	recordsOf     = linkedRecords + `(SELECT id FROM dossiers WHERE origin = ? AND applicant = ?) AND r.seq > ? ORDER BY r.seq`
	// A summary that is not of its dossier's last entry was changed by hand.
	countStaleSummaries = `SELECT count(*) FROM dossiers d WHERE d.head <> coalesce((SELECT max(seq) FROM records WHERE dossier = d.id), 0)`
)

// ID names the journal in heads that are written down.
func (j *Journal) ID() string { return j.id }

// KeyID names the audit key that the journal is sealed with.
func (j *Journal) KeyID() string { return j.keyID }

// Records calls visit with every record in the order of the chain, as the
// journal was at one moment, in memory that does not grow with their number. It
// ends with the first error of visit.
func (j *Journal) Records(ctx context.Context, visit func(chain.Record) error) error {
	return visitList(ctx, j, scanRecord, visit, allRecords)
}

// RecordsOf calls visit with the records of one dossier, in order, each with the hash that
// it must follow (chain.AuditKey.CheckRecord).
func (j *Journal) RecordsOf(ctx context.Context, key flows.Key, visit func(r chain.Record, prev chain.Hash) error) error {
	return visitList(ctx, j, j.linkedScanner(key), func(r linkedRecord) error { return visit(r.Record, r.prev) }, recordsOf,
		key.Origin, key.Applicant, 0)
}

// CountStaleSummaries counts the dossiers whose row in the start list does not belong
// to their last entry.
func (j *Journal) CountStaleSummaries(ctx context.Context) (n int, err error) {
	err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countStaleSummaries)).Scan(&n)
	return n, j.journalError(err)
}

func scanRecord(scan rowScanner) (chain.Record, error) {
	var key flows.Key
	r, err := scanColumns(scan, &key.Origin, &key.Applicant)
	r.Entry.Key = key
	return r, err
}

// linkedRecord is a record with the hash of the one before it: the genesis before the
// first one, and zero where there is none.
type linkedRecord struct {
	chain.Record
	prev chain.Hash
}

// linkedScanner reads the records of one dossier.
func (j *Journal) linkedScanner(key flows.Key) func(rowScanner) (linkedRecord, error) {
	return func(scan rowScanner) (linkedRecord, error) {
		var prev chain.HashColumn
		r, err := scanColumns(scan, &prev)
		r.Entry.Key = key
		if r.Pos == 1 {
			prev.Hash = chain.GenesisHash(j.id)
		}
		return linkedRecord{r, prev.Hash}, err
	}
}

// scanColumns reads recordColumns, and the columns after them into more.
func scanColumns(scan rowScanner, more ...any) (chain.Record, error) {
	var (
		r                chain.Record
		leaf, hash, seal chain.HashColumn
		pos, seq, tomb   chain.NumberColumn
	)
	e := &r.Entry
	err := scan(append([]any{&pos, &seq, &e.ID, &e.At, &e.Session, &e.Operator, &e.Body, &leaf, &tomb, &hash, &seal}, more...)...)
	r.Pos, e.Seq, r.TombstonePos = pos.Number, seq.Number, tomb.Number
	r.Leaf, r.Hash, r.Seal = leaf.Hash, hash.Hash, seal.Hash
	r.Malformed = !hash.IsWhole || !seal.IsWhole || leaf.IsWhole != r.IsRemoved() || leaf.IsNull == r.IsRemoved() ||
		!pos.IsWhole || !seq.IsWhole || !tomb.IsWhole
	return r, err
}
