package journal

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

// PurgeOptions says what is to be removed, by whom and why.
type PurgeOptions struct {
	Rule      string    // for the tombstone, in our own words: "older than 7y"
	Before    time.Time // dossiers whose last entry is older; zero: no limit
	Applicant string    // this applicant's dossiers alone, at every service; "": all
	Operator  string
	Session   string
	Now       time.Time
	NewID     func() string
	UsedSince time.Time // dossiers that were open after this moment stay
}

// PurgeResult is what was removed, or would be.
type PurgeResult struct {
	Dossiers     int
	Entries      int
	InUse        int // dossiers that stay because they are open
	Inconsistent int // dossiers that stay because their row does not match the chain
}

const (
	purgeCandidates = ` FROM dossiers d WHERE d.id > ? AND d.updated < ? AND (? = '' OR d.applicant = ?)`
	inUseCondition  = `EXISTS (SELECT 1 FROM presences p WHERE p.origin = d.origin AND p.applicant = d.applicant AND p.at > ?)`

	countPurgeable = `SELECT count(*), coalesce(sum(d.head), 0)` + purgeCandidates + ` AND NOT ` + inUseCondition
	countInUse     = `SELECT count(*)` + purgeCandidates + ` AND ` + inUseCondition
	listPurgeable  = `SELECT d.id, d.origin, d.applicant, d.head` + purgeCandidates + ` AND NOT ` + inUseCondition + ` ORDER BY d.id LIMIT 25`

	listPurgeRecords = linkedRecords + `? ORDER BY r.seq`
	eraseRecord      = `UPDATE records SET dossier = NULL, seq = NULL, id = NULL, at = NULL, session = NULL, operator = NULL, body = NULL,
		leaf = ?, tomb = ? WHERE pos = ?`
	dropDossier   = `DELETE FROM dossiers WHERE id = ?`
	dropPresences = `DELETE FROM presences WHERE origin = ? AND applicant = ?`
)

// maxNanos is later than any time that fits into 64 bits of nanoseconds.
const maxNanos = 1<<63 - 1

// queryArgs are the arguments of purgeCandidates and inUseCondition, for dossiers after a row.
func (p PurgeOptions) queryArgs(after int64) []any {
	before := int64(maxNanos)
	if !p.Before.IsZero() {
		before = p.Before.UnixNano()
	}
	return []any{after, before, p.Applicant, p.Applicant, unixNanos(p.UsedSince)}
}

// CountPurgeable counts what Purge would remove.
func (j *Journal) CountPurgeable(ctx context.Context, p PurgeOptions) (out PurgeResult, err error) {
	err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countPurgeable), p.queryArgs(0)...).Scan(&out.Dossiers, &out.Entries)
	if err == nil {
		err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countInUse), p.queryArgs(0)...).Scan(&out.InUse)
	}
	return out, j.journalError(err)
}

// Purge removes the content of dossiers: who they are about, their entries and
// the hashes of their pictures. The chain keeps a leaf for each entry and gets
// a tombstone for each batch. What was removed before an error stays removed.
// Progress, if not nil, is called after each batch. Clean must follow.
func (j *Journal) Purge(ctx context.Context, p PurgeOptions, progress func(PurgeResult)) (PurgeResult, error) {
	j.closeMu.RLock()
	defer j.closeMu.RUnlock()
	if err := j.checkWritable(); err != nil {
		return PurgeResult{}, err
	}
	all, err := j.CountPurgeable(ctx, p)
	done := PurgeResult{InUse: all.InUse}
	for after := int64(0); err == nil; {
		var batch purgeBatch
		begin := time.Now()
		err = j.withWriteTx(ctx, func(w writeTx) error { return batch.purgeNext(w, p, after) })
		if errors.Is(err, errPurgeDone) {
			return done, nil
		}
		done.Inconsistent += batch.inconsistent
		if errors.Is(err, errEmptyBatch) {
			err = nil
		} else if err == nil {
			done.Dossiers += len(batch.dossiers)
			done.Entries += len(batch.records)
			err = j.noteEnd(batch.tombstone)
		}
		if after = batch.lastDossier; progress != nil {
			progress(done)
		}
		if err == nil {
			err = j.pausePurge(ctx, time.Since(begin))
		}
	}
	return done, j.journalError(err)
}

// pausePurge leaves the journal to the others for as long as the batch kept it locked.
func (j *Journal) pausePurge(ctx context.Context, kept time.Duration) error {
	timer := time.NewTimer(max(kept, minPurgePause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-j.ctx.Done():
		return ErrClosed
	}
}

// minPurgePause is longer than the others wait between two tries.
const minPurgePause = 25 * time.Millisecond

var (
	// errPurgeDone ends a purge: there is nothing more to remove.
	errPurgeDone = errors.New("nothing to remove")
	// errEmptyBatch takes a batch back in which nothing can be removed.
	errEmptyBatch = errors.New("nothing of these can be removed")
)

// purgeBatch is what one tombstone stands for.
type purgeBatch struct {
	dossiers     []dossierRow
	records      []chain.Record
	tombstone    uint64 // its position
	inconsistent int
	lastDossier  int64 // the last dossier that was looked at
}

// dossierRow is a dossier as the database knows it.
type dossierRow struct {
	id, head int64
	key      flows.Key
}

// purgeNext removes the next batch in one transaction. The tombstone comes first: the
// database lets no content be removed without one.
func (pb *purgeBatch) purgeNext(w writeTx, p PurgeOptions, after int64) error {
	pos, prev, err := w.advanceChain()
	if err != nil {
		return err
	}
	if err := pb.collect(w, p, after); err != nil {
		return err // the transaction takes the step back
	}
	removed := chain.NewRemovedDigest()
	for _, r := range pb.records {
		removed.Add(r.Pos, r.Leaf)
	}
	body, err := chain.Tombstone{Rule: p.Rule, Dossiers: len(pb.dossiers), Entries: removed.Count(), Digest: removed.Digest()}.Encode()
	if err != nil {
		return err
	}
	tombstone := chain.Entry{ID: p.NewID(), At: p.Now.UnixNano(), Session: p.Session, Operator: p.Operator, Body: body}
	r := chain.NewRecord(w.j.key, prev, pos, tombstone)
	if err := w.writeRecord(r, 0); err != nil {
		return err
	}
	pb.tombstone = pos
	if err := pb.erase(w, pos); err != nil {
		return err
	}
	return w.checkWritten(pos, r.Hash)
}

// collect reads the dossiers of the batch and the leaves of their records, in the
// order of the chain. The row of a dossier may have been changed by hand to
// have something removed, so the sealed records decide.
func (pb *purgeBatch) collect(w writeTx, p PurgeOptions, after int64) error {
	rows, err := w.queryRows(listPurgeable, p.queryArgs(after)...)
	if err != nil {
		return err
	}
	listed, err := collectRows(rows, func(scan rowScanner) (dossierRow, error) {
		var r dossierRow
		err := scan(&r.id, &r.key.Origin, &r.key.Applicant, &r.head)
		return r, err
	})
	switch {
	case err != nil:
		return err
	case len(listed) == 0:
		return errPurgeDone
	}
	for _, d := range listed {
		records, err := w.verifyRecords(d, p.Before)
		switch {
		case errors.Is(err, ErrDamaged):
			pb.inconsistent++
		case err != nil:
			return err
		default:
			pb.dossiers, pb.records = append(pb.dossiers, d), append(pb.records, records...)
		}
		pb.lastDossier = d.id
	}
	if len(pb.dossiers) == 0 {
		return errEmptyBatch
	}
	slices.SortFunc(pb.records, func(a, b chain.Record) int { return cmp.Compare(a.Pos, b.Pos) })
	return nil
}

// verifyRecords are the leaves of a dossier's records. It is ErrDamaged when one is missing
// or not what was sealed, or the last one is younger than before.
func (w writeTx) verifyRecords(d dossierRow, before time.Time) ([]chain.Record, error) {
	rows, err := w.queryRows(listPurgeRecords, d.id)
	if err != nil {
		return nil, err
	}
	seq, last, scanLinked := uint64(0), int64(0), w.j.linkedScanner(d.key)
	records, err := collectRows(rows, func(scan rowScanner) (chain.Record, error) {
		seq++
		r, err := scanLinked(scan)
		if err == nil && (r.Entry.Seq != seq || w.j.key.CheckRecord(r.prev, r.Record) != "") {
			err = ErrDamaged
		}
		last = r.Entry.At
		return chain.Record{Pos: r.Pos, Leaf: r.Entry.LeafHash()}, err
	})
	if err == nil && (int64(len(records)) != d.head || !before.IsZero() && last >= before.UnixNano()) {
		err = ErrDamaged
	}
	return records, err
}

// erase takes the content out, for the tombstone at pos.
func (pb *purgeBatch) erase(w writeTx, pos uint64) error {
	for _, r := range pb.records {
		if err := w.exec(eraseRecord, r.Leaf[:], int64(pos), int64(r.Pos)); err != nil {
			return err
		}
	}
	for _, d := range pb.dossiers {
		for _, text := range []string{dropPictures, dropPresences} {
			if err := w.exec(text, d.key.Origin, d.key.Applicant); err != nil {
				return err
			}
		}
		if err := w.exec(dropDossier, d.id); err != nil {
			return err
		}
	}
	return nil
}

// Clean makes the database drop its own copies of what was removed, as far as it
// can. Done is false when another session still sees the old state, so that old
// pages may still hold it.
func (j *Journal) Clean(ctx context.Context) (done bool, err error) {
	done, err = j.cleanStorage(ctx)
	return done, j.journalError(err)
}
