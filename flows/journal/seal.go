package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"dossier/flows/chain"
)

const (
	getChain = `SELECT journal, key FROM chain WHERE one = 1 AND key <> ''`
	getHead  = `SELECT chain.last, chain.hash, records.seal FROM chain JOIN records ON records.pos = chain.last WHERE chain.one = 1`
	// Of several first openers one writes the row; the others wait for it, and
	// only that one asks for a key to be made.
	beginChain = `INSERT INTO chain (one, journal, key, last, hash) VALUES (1, ?, '', 0, ?) ON CONFLICT (one) DO NOTHING`
	keyChain   = `UPDATE chain SET key = ? WHERE one = 1`
	// The step to the next position is the first statement of every
	// transaction that writes records: in a database with several writers it
	// makes the others wait, so that the chain has one order.
	stepChain = `UPDATE chain SET last = last + 1 WHERE one = 1 RETURNING last, hash`
	moveChain = `UPDATE chain SET hash = ? WHERE one = 1`
	putRecord = `INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// identify reads whose journal this is and which key seals it.
func (j *Journal) identify(ctx context.Context, db *sql.DB) error {
	return db.QueryRowContext(ctx, j.engine.sql(getChain)).Scan(&j.id, &j.keyID)
}

// seal makes sure that the journal has a chain and that this program has its
// key, before anything is written.
func (j *Journal) seal(ctx context.Context, keys Keys) error {
	err := j.identify(ctx, j.write)
	if absent(err) {
		if err = j.begin(ctx, keys); err == nil {
			err = j.identify(ctx, j.write)
		}
	}
	if err != nil {
		return j.fault(err)
	}
	key, err := keys(false)
	if err != nil {
		return &KeyError{err}
	}
	if key.ID() != j.keyID {
		return ErrKey
	}
	j.key = key
	return nil
}

// begin starts the chain of a journal that has none, and takes into it what was
// written before there was one.
func (j *Journal) begin(ctx context.Context, keys Keys) error {
	return j.change(ctx, func(w work) error {
		id := rand.Text()
		first := chain.Genesis(id)
		if n, err := w.count(beginChain, id, first[:]); err != nil || n == 0 {
			return err
		}
		key, err := keys(true)
		if err != nil {
			return &KeyError{err}
		}
		if err := w.exec(keyChain, key.ID()); err != nil {
			return err
		}
		if j.older != nil {
			return j.older(w, key)
		}
		return nil
	})
}

// link writes the next record of the chain. A dossier of 0 is none: the record
// is a tombstone.
func (w work) link(key chain.Key, e chain.Entry, dossier int64) (chain.Record, error) {
	pos, prev, err := w.step()
	if err != nil {
		return chain.Record{}, err
	}
	r := chain.Link(key, prev, pos, e)
	return r, w.put(r, dossier)
}

// step takes the next position and returns the hash in front of it.
func (w work) step() (pos uint64, prev chain.Hash, err error) {
	var hash []byte
	if err := w.row(stepChain).Scan(&pos, &hash); err != nil {
		return 0, prev, err
	}
	copy(prev[:], hash)
	return pos, prev, nil
}

// put writes a record at the position that was taken for it.
func (w work) put(r chain.Record, dossier int64) error {
	e := r.Entry
	err := w.exec(putRecord, int64(r.Pos), orNull(dossier), orNull(int64(e.Seq)), e.ID, e.At, e.Session, e.Operator, e.Body, r.Hash[:], r.Seal[:])
	if err != nil {
		return err
	}
	return w.exec(moveChain, r.Hash[:])
}

// orNull is NULL for 0.
func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// Head is the end of the chain now, to be written down elsewhere; ok is false
// for a journal without records.
func (j *Journal) Head(ctx context.Context) (head chain.Head, ok bool, err error) {
	h := chain.Head{Schema: chain.HeadSchema, Journal: j.id, Key: j.keyID, At: time.Now().UTC().Truncate(time.Second)}
	var hash, seal []byte
	err = j.read.QueryRowContext(ctx, j.engine.sql(getHead)).Scan(&h.Pos, &hash, &seal)
	if absent(err) {
		return chain.Head{}, false, nil
	}
	copy(h.Hash[:], hash)
	copy(h.Seal[:], seal)
	return h, err == nil, j.fault(err)
}
