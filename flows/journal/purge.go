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

// Purge says what is to be removed, by whom and why.
type Purge struct {
	Rule      string    // for the tombstone, in our own words: "older than 7y"
	Before    time.Time // dossiers whose last entry is older; zero: no limit
	Applicant string    // this applicant's dossiers alone, at every service; "": all
	Operator  string
	Session   string
	Now       time.Time
	NewID     func() string
	UsedSince time.Time // dossiers that somebody had open after this moment stay
}

// Purged is what was removed, or would be.
type Purged struct {
	Dossiers int
	Entries  int
	InUse    int // dossiers that stay because somebody has them open
	Doubtful int // dossiers that stay because what is said of them does not fit the chain
}

const (
	condemned = ` FROM dossiers d WHERE d.id > ? AND d.updated < ? AND (? = '' OR d.applicant = ?)`
	inUse     = `EXISTS (SELECT 1 FROM presences p WHERE p.origin = d.origin AND p.applicant = d.applicant AND p.at > ?)`

	countCondemned = `SELECT count(*), coalesce(sum(d.head), 0)` + condemned + ` AND NOT ` + inUse
	countInUse     = `SELECT count(*)` + condemned + ` AND ` + inUse
	listCondemned  = `SELECT d.id, d.origin, d.applicant, d.head` + condemned + ` AND NOT ` + inUse + ` ORDER BY d.id LIMIT 25`

	recordsToGo = `SELECT r.pos, r.seq, r.id, r.at, r.session, r.operator, r.body, r.hash, r.seal, p.hash
		FROM records r LEFT JOIN records p ON p.pos = r.pos - 1 WHERE r.dossier = ? AND r.leaf IS NULL ORDER BY r.seq`
	emptyRecord = `UPDATE records SET dossier = NULL, seq = NULL, id = NULL, at = NULL, session = NULL, operator = NULL, body = NULL,
		leaf = ?, tomb = ? WHERE pos = ?`
	dropDossier   = `DELETE FROM dossiers WHERE id = ?`
	dropPresences = `DELETE FROM presences WHERE origin = ? AND applicant = ?`
)

// farFuture is later than any time that fits into 64 bits of nanoseconds.
const farFuture = 1<<63 - 1

// args are the arguments of condemned and inUse, for dossiers behind a row.
func (p Purge) args(after int64) []any {
	before := int64(farFuture)
	if !p.Before.IsZero() {
		before = p.Before.UnixNano()
	}
	return []any{after, before, p.Applicant, p.Applicant, nanos(p.UsedSince)}
}

// Expired counts what Purge would remove.
func (j *Journal) Expired(ctx context.Context, p Purge) (out Purged, err error) {
	err = j.long.QueryRowContext(ctx, j.engine.sql(countCondemned), p.args(0)...).Scan(&out.Dossiers, &out.Entries)
	if err == nil {
		err = j.long.QueryRowContext(ctx, j.engine.sql(countInUse), p.args(0)...).Scan(&out.InUse)
	}
	return out, j.fault(err)
}

// Purge removes the content of dossiers: who they are about, their entries and
// the hashes of their pictures. The chain keeps a leaf for each entry and gets
// a tombstone for each batch. What was removed before an error stays removed;
// progress, if any, hears of each batch. Clean must follow.
func (j *Journal) Purge(ctx context.Context, p Purge, progress func(Purged)) (Purged, error) {
	j.open.RLock()
	defer j.open.RUnlock()
	if j.reading {
		return Purged{}, ErrReadOnly
	}
	all, err := j.Expired(ctx, p)
	done := Purged{InUse: all.InUse}
	for after := int64(0); err == nil; {
		var batch grave
		begin := time.Now()
		err = j.change(ctx, func(w work) error { return batch.dig(w, p, after) })
		if errors.Is(err, errNothing) {
			return done, nil
		}
		done.Doubtful += batch.doubtful
		if errors.Is(err, errNone) {
			err = nil
		} else if err == nil {
			done.Dossiers += len(batch.dossiers)
			done.Entries += len(batch.records)
		}
		if after = batch.last; progress != nil {
			progress(done)
		}
		if err == nil {
			err = j.giveWay(ctx, time.Since(begin))
		}
	}
	return done, j.fault(err)
}

// giveWay leaves the journal to the others for as long as it was kept from them.
func (j *Journal) giveWay(ctx context.Context, kept time.Duration) error {
	timer := time.NewTimer(max(kept, leastPause))
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

// leastPause is longer than the others wait between two tries.
const leastPause = 25 * time.Millisecond

var (
	// errNothing ends a purge: there is nothing more to remove.
	errNothing = errors.New("nothing to remove")
	// errNone takes a batch back of which nothing can be removed.
	errNone = errors.New("nothing of these can be removed")
)

// grave is what one tombstone stands for.
type grave struct {
	dossiers []row
	records  []chain.Record
	doubtful int
	last     int64 // the last dossier that was looked at
}

// row is a dossier as the database knows it.
type row struct {
	id, head int64
	key      flows.Key
}

// dig removes the next batch in one transaction. The tombstone comes first: the
// database lets go of no content without one.
func (g *grave) dig(w work, p Purge, after int64) error {
	pos, prev, err := w.step()
	if err != nil {
		return err
	}
	if err := g.gather(w, p, after); err != nil {
		return err // and the step is taken back
	}
	removed := chain.NewRemoved()
	for _, r := range g.records {
		removed.Add(r.Pos, r.Leaf)
	}
	body, err := chain.Tombstone{Rule: p.Rule, Dossiers: len(g.dossiers), Entries: removed.Count(), Digest: removed.Digest()}.Encode()
	if err != nil {
		return err
	}
	stone := chain.Entry{ID: p.NewID(), At: p.Now.UnixNano(), Session: p.Session, Operator: p.Operator, Body: body}
	if err := w.put(chain.Link(w.j.key, prev, pos, stone), 0); err != nil {
		return err
	}
	return g.fill(w, pos)
}

// gather reads the dossiers of the batch and the leaves of their records, in the
// order of the chain. The row of a dossier may have been changed by hand, so
// that the purge takes what somebody wants to hide: the sealed records decide.
func (g *grave) gather(w work, p Purge, after int64) error {
	rows, err := w.rows(listCondemned, p.args(after)...)
	if err != nil {
		return err
	}
	listed, err := collect(rows, func(scan scanner) (row, error) {
		var r row
		err := scan(&r.id, &r.key.Origin, &r.key.Applicant, &r.head)
		return r, err
	})
	switch {
	case err != nil:
		return err
	case len(listed) == 0:
		return errNothing
	}
	for _, d := range listed {
		records, err := w.proved(d, p.Before)
		switch {
		case errors.Is(err, ErrBroken):
			g.doubtful++
		case err != nil:
			return err
		default:
			g.dossiers, g.records = append(g.dossiers, d), append(g.records, records...)
		}
		g.last = d.id
	}
	if len(g.dossiers) == 0 {
		return errNone
	}
	slices.SortFunc(g.records, func(a, b chain.Record) int { return cmp.Compare(a.Pos, b.Pos) })
	return nil
}

// proved are the leaves of a dossier's records. It is ErrBroken when one lacks,
// is not what was sealed, or the last one is younger than before.
func (w work) proved(d row, before time.Time) ([]chain.Record, error) {
	rows, err := w.rows(recordsToGo, d.id)
	if err != nil {
		return nil, err
	}
	seq, last := uint64(0), int64(0)
	records, err := collect(rows, func(scan scanner) (chain.Record, error) {
		seq++
		r, prev := chain.Record{Entry: chain.Entry{Key: d.key}}, chain.Genesis(w.j.id)
		var hash, seal, front []byte
		e := &r.Entry
		if err := scan(&r.Pos, &e.Seq, &e.ID, &e.At, &e.Session, &e.Operator, &e.Body, &hash, &seal, &front); err != nil {
			return r, err
		}
		copy(r.Hash[:], hash)
		copy(r.Seal[:], seal)
		copy(prev[:], front)
		r.Leaf, last = e.Leaf(), e.At
		if e.Seq != seq || chain.Next(prev, r.Pos, r.Leaf) != r.Hash || !w.j.key.Sealed(r.Pos, r.Hash, r.Seal) {
			return r, ErrBroken
		}
		return chain.Record{Pos: r.Pos, Leaf: r.Leaf}, nil
	})
	if err == nil && (int64(len(records)) != d.head || !before.IsZero() && last >= before.UnixNano()) {
		err = ErrBroken
	}
	return records, err
}

// fill takes the content out, for the tombstone at pos.
func (g *grave) fill(w work, pos uint64) error {
	for _, r := range g.records {
		if err := w.exec(emptyRecord, r.Leaf[:], int64(pos), int64(r.Pos)); err != nil {
			return err
		}
	}
	for _, d := range g.dossiers {
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

// Clean takes what was removed out of the database's own leftovers as far as it
// can be told to: done is false when somebody still sees the old state, so
// that old pages may still hold it.
func (j *Journal) Clean(ctx context.Context) (done bool, err error) {
	done, err = j.clean(ctx)
	return done, j.fault(err)
}
