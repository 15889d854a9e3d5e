package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"regexp"
	"time"

	"dossier/flows/chain"
)

const (
	getChain      = `SELECT journal, key FROM chain WHERE one = 1 AND key <> ''`
	getEnd        = `SELECT last, hash FROM chain WHERE one = 1`
	getLastRecord = `SELECT c.journal, c.key, c.last, c.hash, coalesce(r.pos, 0), r.hash, r.seal
		FROM chain c LEFT JOIN records r ON r.pos = (SELECT max(pos) FROM records) WHERE c.one = 1`
	getLastHash    = `SELECT pos, hash FROM records ORDER BY pos DESC LIMIT 1`
	getLastSeal    = `SELECT pos, hash, seal FROM records ORDER BY pos DESC LIMIT 1`
	countAnyRecord = `SELECT count(*) FROM (SELECT pos FROM records LIMIT 1) AS one`
	// Of several first openers one writes the row; the others wait for it, and
	// only that one asks for a key to be made.
	beginChain  = `INSERT INTO chain (one, journal, key, last, hash) VALUES (1, ?, '', 0, ?) ON CONFLICT (one) DO NOTHING`
	setChainKey = `UPDATE chain SET key = ? WHERE one = 1`
	// The step to the next position is the first statement of every
	// transaction that writes records: in a database with several writers it
	// makes the others wait, so that the chain has one order.
	stepChain = `UPDATE chain SET last = last + 1 WHERE one = 1 RETURNING journal, key, last, hash`
	moveChain = `UPDATE chain SET hash = ? WHERE one = 1`
	putRecord = `INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// readIdentity reads whose journal this is and which key seals it. Both are shown,
// so anything but what this program writes there is damage.
func (j *Journal) readIdentity(ctx context.Context, db *sql.DB) error {
	if err := db.QueryRowContext(ctx, j.engine.dialectSQL(getChain)).Scan(&j.id, &j.keyID); err != nil {
		return err
	}
	if !journalIDPattern.MatchString(j.id) || !keyIDPattern.MatchString(j.keyID) {
		return ErrDamaged
	}
	return nil
}

var (
	journalIDPattern = regexp.MustCompile(`^[A-Z2-7]{26}$`) // as rand.Text makes it
	keyIDPattern     = regexp.MustCompile(`^[0-9a-f]{16}$`)
)

// openChain makes sure that the journal is the one that was known here, that it has
// a chain and that this program has its key, before anything is written.
func (j *Journal) openChain(ctx context.Context, keys KeyFunc, a access, known []chain.Head) error {
	if err := j.ensureChain(ctx, keys, a); err != nil {
		return j.journalError(err)
	}
	var err error
	if j.key, err = keys(false); err != nil {
		return &KeyError{err}
	}
	switch err := j.CheckHeads(ctx, j.key, known); {
	case err != nil:
		return err
	case j.key.ID() != j.keyID:
		return j.wrongKeyError(ctx)
	}
	end, err := j.readEnd(ctx, j.write)
	j.raiseLastPos(end.Pos)
	if err == nil {
		err = j.checkIdentity(ctx)
	}
	return j.journalError(err)
}

// ensureChain starts the chain of a journal that has none, if access allows that, and reads
// whose it is.
func (j *Journal) ensureChain(ctx context.Context, keys KeyFunc, a access) error {
	err := j.readIdentity(ctx, j.write)
	if !isNoRows(err) {
		return err
	}
	if refused := a.allowNew(); refused != nil {
		if err := j.missingChainError(ctx); !errors.Is(err, ErrNoJournal) {
			return err
		}
		return refused
	}
	if err := j.startChain(ctx, keys); err != nil {
		return err
	}
	return j.readIdentity(ctx, j.write)
}

// wrongKeyError says what it means that the journal names another audit key than the one
// that is here. Nobody can seal a record with a key that is elsewhere, so when the last one
// is sealed with this key, the name was changed.
func (j *Journal) wrongKeyError(ctx context.Context) error {
	var pos chain.NumberColumn
	var hash, seal chain.HashColumn
	err := j.write.QueryRowContext(ctx, j.engine.dialectSQL(getLastSeal)).Scan(&pos, &hash, &seal)
	switch {
	case err != nil && !isNoRows(err):
		return j.journalError(err)
	case hash.IsWhole && seal.IsWhole && j.key.VerifySeal(pos.Number, hash.Hash, seal.Hash):
		return ErrKeyRenamed
	}
	return ErrWrongKey
}

// noteEnd notes the chain's end after a transaction that moved it there. The error is
// ErrReplaced when the file was moved or replaced meanwhile: then what was written is not
// in the journal that is found there later.
func (j *Journal) noteEnd(pos uint64) error {
	j.raiseLastPos(pos)
	return j.checkFile()
}

// raiseLastPos never lowers the position: of two appends of this process the first may be
// noted last.
func (j *Journal) raiseLastPos(pos uint64) {
	for {
		last := j.lastPos.Load()
		if pos <= last || j.lastPos.CompareAndSwap(last, pos) {
			return
		}
	}
}

// startChain starts the chain of a journal that has none.
func (j *Journal) startChain(ctx context.Context, keys KeyFunc) error {
	return j.withWriteTx(ctx, func(w writeTx) error {
		id := rand.Text()
		first := chain.GenesisHash(id)
		if n, err := w.execCount(beginChain, id, first[:]); err != nil || n == 0 {
			return err
		}
		var records int
		if err := w.queryRow(countAnyRecord).Scan(&records); err != nil {
			return err
		}
		if records > 0 {
			return ErrDamaged // the chain's own row was removed
		}
		key, err := keys(true)
		if err != nil {
			return &KeyError{err}
		}
		return w.exec(setChainKey, key.ID())
	})
}

// advanceChain takes the next position and returns the hash before it. It is ErrReplaced
// when this is not the journal that was opened any more, or an older copy of it, and
// ErrChainEnd when the end that the journal names is not its last record.
func (w writeTx) advanceChain() (pos uint64, prev chain.Hash, err error) {
	var hash chain.HashColumn
	var id, key string
	if err := w.queryRow(stepChain).Scan(&id, &key, &pos, &hash); err != nil {
		return 0, prev, err
	}
	if id != w.j.id || key != w.j.keyID {
		return 0, prev, ErrReplaced
	}
	last, lastHash, err := w.readLastRecord()
	switch {
	case err != nil:
		return 0, prev, err
	case last+1 != pos || !hash.IsWhole || hash.Hash != lastHash:
		return 0, prev, ErrChainEnd
	case pos <= w.j.lastPos.Load():
		return 0, prev, ErrReplaced
	}
	return pos, lastHash, nil
}

// readLastRecord is the last record's position and hash: 0 and the genesis when there is
// none, and no hash when it is of another length.
func (w writeTx) readLastRecord() (pos uint64, _ chain.Hash, err error) {
	var hash chain.HashColumn
	err = w.queryRow(getLastHash).Scan(&pos, &hash)
	if isNoRows(err) {
		return 0, chain.GenesisHash(w.j.id), nil
	}
	return pos, hash.Hash, err
}

// writeRecord writes a record at the position that was taken for it.
func (w writeTx) writeRecord(r chain.Record, dossier int64) error {
	e := r.Entry
	err := w.exec(putRecord, int64(r.Pos), nullIfZero(dossier), nullIfZero(int64(e.Seq)), e.ID, e.At, e.Session, e.Operator, e.Body, r.Hash[:], r.Seal[:])
	if err != nil {
		return err
	}
	return w.exec(moveChain, r.Hash[:])
}

// checkWritten makes sure, as the last thing in a transaction, that the journal ends with
// the record which the transaction wrote, and is still this one: a rule in the database (a
// trigger) could have changed either unnoticed.
func (w writeTx) checkWritten(pos uint64, hash chain.Hash) error {
	end, err := w.j.scanEnd(w.queryRow(getLastRecord))
	if isJournalError(err) || err == nil && (end.Pos != pos || end.Hash != hash) {
		return ErrAltered
	}
	return err
}

// nullIfZero is NULL for 0.
func nullIfZero(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// Head is the end of the chain now, to be written down elsewhere; ok is false
// for a journal without records. It is ErrChainEnd when the end that the journal names is
// not the position and the hash of its last record, each with no byte more or less, and
// ErrDamaged when they agree and that record was not written with the journal's key.
func (j *Journal) Head(ctx context.Context) (head chain.Head, ok bool, err error) {
	head, err = j.readEnd(ctx, j.read)
	return head, err == nil && head.Pos > 0, j.journalError(err)
}

// readEnd is the journal's last record, as a head, at one moment. It is ErrReplaced when
// another journal has taken this one's place, and ErrChainEnd when the journal itself
// names another end: then nothing may be appended, because what is written next would
// not follow the last record.
func (j *Journal) readEnd(ctx context.Context, db *sql.DB) (chain.Head, error) {
	return j.scanEnd(db.QueryRowContext(ctx, j.engine.dialectSQL(getLastRecord)))
}

// scanEnd is readEnd for a row of getLastRecord.
func (j *Journal) scanEnd(row *sql.Row) (chain.Head, error) {
	h := chain.Head{
		Schema: chain.HeadSchema, Journal: j.id, Key: j.keyID, Place: j.key.PlaceID(j.place), At: time.Now().UTC().Truncate(time.Second),
	}
	var (
		id, key          string
		named, last      chain.NumberColumn
		next, hash, seal chain.HashColumn
	)
	err := row.Scan(&id, &key, &named, &next, &last, &hash, &seal)
	h.Pos, h.Hash = last.Number, chain.GenesisHash(j.id)
	if h.Pos > 0 {
		h.Hash, h.Seal = hash.Hash, seal.Hash
	}
	switch {
	case err != nil:
		return chain.Head{}, err
	case id != j.id || key != j.keyID:
		return chain.Head{}, ErrReplaced
	case !named.IsWhole || !last.IsWhole || named.Number != h.Pos || !next.IsWhole || next.Hash != h.Hash:
		return chain.Head{}, ErrChainEnd
	case h.Pos > 0 && !j.verifyHead(h, hash, seal):
		return chain.Head{}, ErrDamaged
	}
	return h, nil
}

// verifyHead reports whether a record's hash and seal are those of a head. Without the
// key the seal proves nothing.
func (j *Journal) verifyHead(h chain.Head, hash, seal chain.HashColumn) bool {
	return hash.IsWhole && seal.IsWhole && hash.Hash == h.Hash && (!j.key.IsSet() || j.key.VerifySeal(h.Pos, hash.Hash, seal.Hash))
}

// End is where the journal itself says that its chain ends: position 0 and the genesis for
// one without records. Nothing proves it, and neither need be whole.
func (j *Journal) End(ctx context.Context) (pos chain.NumberColumn, hash chain.HashColumn, err error) {
	err = j.read.QueryRowContext(ctx, j.engine.dialectSQL(getEnd)).Scan(&pos, &hash)
	return pos, hash, j.journalError(err)
}

// Place is where the journal is, as chain.AuditKey.PlaceID takes it: a file's whole
// path, or a database's host, port and name.
func (j *Journal) Place() string { return j.place }
