package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

const (
	loadEntries = `SELECT seq, id, at, session, operator, body FROM records
		WHERE dossier = (SELECT id FROM dossiers WHERE origin = ? AND applicant = ?) AND seq > ? AND leaf IS NULL ORDER BY seq`
	recordColumns = `SELECT r.pos, coalesce(d.origin, ''), coalesce(d.applicant, ''), coalesce(r.seq, 0), coalesce(r.id, ''), coalesce(r.at, 0),
		coalesce(r.session, ''), coalesce(r.operator, ''), r.body, r.leaf, coalesce(r.tomb, 0), r.hash, r.seal
		FROM records r LEFT JOIN dossiers d ON d.id = r.dossier`
	allRecords = recordColumns + ` ORDER BY r.pos`
	recordsOf  = recordColumns + ` WHERE r.dossier = (SELECT id FROM dossiers WHERE origin = ? AND applicant = ?) AND r.leaf IS NULL ORDER BY r.seq`
	// A summary that is not of its dossier's last entry was changed by hand.
	countStaleSummaries = `SELECT count(*) FROM dossiers d WHERE d.head <> coalesce((SELECT max(seq) FROM records WHERE dossier = d.id), 0)`
)

// Load reads the entries of a dossier with numbers above after, in order. A
// dossier without entries has none. The error is flows.ErrNewer when one was
// written by a newer program, and ErrDamaged when one is missing or unreadable.
func (j *Journal) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	next := after
	return queryList(ctx, j, func(scan rowScanner) (flows.Entry, error) {
		next++
		return scanEntry(scan, next)
	}, loadEntries, key.Origin, key.Applicant, int64(after))
}

func scanEntry(scan rowScanner, want uint64) (flows.Entry, error) {
	var (
		e    flows.Entry
		at   int64
		body []byte
	)
	if err := scan(&e.Seq, &e.ID, &at, &e.Session, &e.Operator, &body); err != nil {
		return flows.Entry{}, err
	}
	if e.Seq != want {
		return flows.Entry{}, fmt.Errorf("%w: entry %d is missing", ErrDamaged, want)
	}
	event, err := flows.Decode(body)
	switch {
	case errors.Is(err, flows.ErrNewer):
		return flows.Entry{}, fmt.Errorf("entry %d: %w", want, err)
	case err != nil:
		return flows.Entry{}, fmt.Errorf("%w: entry %d cannot be read", ErrDamaged, want)
	}
	e.At, e.Event = time.Unix(0, at).UTC(), event
	return e, nil
}

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

// RecordsOf calls visit with the records of one dossier, in order.
func (j *Journal) RecordsOf(ctx context.Context, key flows.Key, visit func(chain.Record) error) error {
	return visitList(ctx, j, scanRecord, visit, recordsOf, key.Origin, key.Applicant)
}

// CountStaleSummaries counts the dossiers whose row in the start list does not belong
// to their last entry.
func (j *Journal) CountStaleSummaries(ctx context.Context) (n int, err error) {
	err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countStaleSummaries)).Scan(&n)
	return n, j.journalError(err)
}

func scanRecord(scan rowScanner) (chain.Record, error) {
	var (
		r                chain.Record
		leaf, hash, seal []byte
	)
	e := &r.Entry
	err := scan(&r.Pos, &e.Key.Origin, &e.Key.Applicant, &e.Seq, &e.ID, &e.At, &e.Session, &e.Operator, &e.Body,
		&leaf, &r.TombstonePos, &hash, &seal)
	copy(r.Leaf[:], leaf)
	copy(r.Hash[:], hash)
	copy(r.Seal[:], seal)
	return r, err
}
