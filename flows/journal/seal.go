package journal

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"regexp"
	"slices"
	"time"

	"dossier/flows/chain"
)

const (
	getChain = `SELECT journal, key FROM chain WHERE one = 1 AND key <> ''`
	getEnd   = `SELECT last, hash FROM chain WHERE one = 1`
	getPlace = `SELECT hash, seal FROM records WHERE pos = ?`
	anything = `SELECT count(*) FROM (SELECT pos FROM records LIMIT 1) AS one`
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

// identify reads whose journal this is and which key seals it. Both are shown,
// so anything but what this program writes there is damage.
func (j *Journal) identify(ctx context.Context, db *sql.DB) error {
	if err := db.QueryRowContext(ctx, j.engine.sql(getChain)).Scan(&j.id, &j.keyID); err != nil {
		return err
	}
	if !journalID.MatchString(j.id) || !keyID.MatchString(j.keyID) {
		return ErrBroken
	}
	return nil
}

var (
	journalID = regexp.MustCompile(`^[A-Z2-7]{26}$`) // as rand.Text makes it
	keyID     = regexp.MustCompile(`^[0-9a-f]{16}$`)
)

// seal makes sure that the journal is the one that was known here, that it has
// a chain and that this program has its key, before anything is written.
func (j *Journal) seal(ctx context.Context, keys Keys, known []chain.Head) error {
	err := j.identify(ctx, j.write)
	begun := !absent(err)
	if begun && err != nil {
		return j.fault(err)
	}
	last, expected := j.lastKnown(keys, known)
	switch {
	case expected && (!begun || last.Journal != j.id):
		return ErrRewound
	case !begun:
		if err := j.begin(ctx, keys); err != nil {
			return j.fault(err)
		}
		if err := j.identify(ctx, j.write); err != nil {
			return j.fault(err)
		}
	}
	if j.key, err = keys(false); err != nil {
		return &KeyError{err}
	}
	if j.key.ID() != j.keyID {
		return ErrKey
	}
	if expected {
		return j.fault(j.reaches(ctx, last))
	}
	return nil
}

// lastKnown is the latest of the heads that were written down of this place.
func (j *Journal) lastKnown(keys Keys, known []chain.Head) (chain.Head, bool) {
	key, err := keys(false)
	if err != nil {
		return chain.Head{}, false // nobody can tell which are this place's
	}
	for _, h := range slices.Backward(known) {
		if h.Place == key.Mark(j.place) && key.Sealed(h.Pos, h.Hash, h.Seal) {
			return h, true
		}
	}
	return chain.Head{}, false
}

// reaches makes sure that a head is one of the journal's records.
func (j *Journal) reaches(ctx context.Context, h chain.Head) error {
	var hash []byte
	err := j.write.QueryRowContext(ctx, j.engine.sql(getPlace), int64(h.Pos)).Scan(&hash, new([]byte))
	if absent(err) || err == nil && !bytes.Equal(hash, h.Hash[:]) {
		return ErrRewound
	}
	return err
}

// begin starts the chain of a journal that has none.
func (j *Journal) begin(ctx context.Context, keys Keys) error {
	return j.change(ctx, func(w work) error {
		id := rand.Text()
		first := chain.Genesis(id)
		if n, err := w.count(beginChain, id, first[:]); err != nil || n == 0 {
			return err
		}
		var records int
		if err := w.row(anything).Scan(&records); err != nil {
			return err
		}
		if records > 0 {
			return ErrBroken // somebody took the chain's own row away
		}
		key, err := keys(true)
		if err != nil {
			return &KeyError{err}
		}
		return w.exec(keyChain, key.ID())
	})
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
// for a journal without records. It is ErrBroken when there is no record where
// the end should be.
func (j *Journal) Head(ctx context.Context) (head chain.Head, ok bool, err error) {
	h := chain.Head{
		Schema: chain.HeadSchema, Journal: j.id, Key: j.keyID, Place: j.key.Mark(j.place), At: time.Now().UTC().Truncate(time.Second),
	}
	if h.Pos, h.Hash, err = j.End(ctx); err != nil || h.Pos == 0 {
		return chain.Head{}, false, err
	}
	var hash, seal []byte
	err = j.read.QueryRowContext(ctx, j.engine.sql(getPlace), int64(h.Pos)).Scan(&hash, &seal)
	if absent(err) || err == nil && !bytes.Equal(hash, h.Hash[:]) {
		return chain.Head{}, false, ErrBroken
	}
	copy(h.Seal[:], seal)
	return h, err == nil, j.fault(err)
}

// End is where the journal itself says that its chain ends: position 0 and the
// genesis for one without records. Nothing proves it.
func (j *Journal) End(ctx context.Context) (pos uint64, hash chain.Hash, err error) {
	var h []byte
	err = j.read.QueryRowContext(ctx, j.engine.sql(getEnd)).Scan(&pos, &h)
	copy(hash[:], h)
	return pos, hash, j.fault(err)
}

// Place is where the journal lies, as a mark of it in a head means it (see
// chain.Key.Mark): a file's whole path, or a database's host, port and name.
func (j *Journal) Place() string { return j.place }
