package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dossier/flows"
	"dossier/flows/chain"
)

// Result says what became of an append.
type Result int

const (
	// Unknown means that the entry may or may not be durable: load the dossier
	// and look for the entry's ID. It is the zero value because it is what
	// must be assumed when nothing else is certain.
	Unknown Result = iota
	// Done means that the entry is durable.
	Done
	// Conflict means that the database refused the position or the entry's ID:
	// another writer was faster, or the previous entry is missing. The
	// entry was not written.
	Conflict
	// OtherApplicant means that the picture of a release was released for another
	// applicant of the service, and no reason was recorded to send it for both. The
	// entry was not written.
	OtherApplicant
)

// String is the result in one word.
func (r Result) String() string {
	switch r {
	case Done:
		return "done"
	case Conflict:
		return "conflict"
	case OtherApplicant:
		return "other applicant"
	}
	return "unknown"
}

// Outcome is the result of an append. Err is nil when it is Done and never
// names what was to be written.
type Outcome struct {
	Result Result
	Err    error
}

const (
	putDossier = `INSERT INTO dossiers
		(origin, applicant, head, updated, done, total, standing, text)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (origin, applicant) DO UPDATE SET
		head = excluded.head, updated = excluded.updated, done = excluded.done,
		total = excluded.total, standing = excluded.standing, text = excluded.text
		RETURNING id`
	getID        = `SELECT id FROM records WHERE dossier = ? AND seq = ?`
	hasOtherUse  = `SELECT EXISTS (SELECT 1 FROM pictures WHERE origin = ? AND sha256 = ? AND applicant <> ?)`
	getPictures  = `SELECT sha256, slot, attempt, state FROM pictures INDEXED BY pictures_of WHERE origin = ? AND applicant = ?`
	dropPictures = `DELETE FROM pictures WHERE origin = ? AND applicant = ?`
	putPicture   = `INSERT INTO pictures (origin, applicant, sha256, slot, attempt, state) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (origin, sha256, applicant, slot, attempt) DO UPDATE SET state = excluded.state`
)

// Append writes e at its position e.Seq, which must follow the
// dossier's last entry, as the next record of the chain, together with the
// summary that holds from then on: its key, head and time are taken from key
// and e. The end of ctx does not stop it, because a cancelled append may be
// durable all the same; it has 10 s of its own. A release must come with its picture
// (Summary.Release).
func (j *Journal) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) Outcome {
	body, err := flows.Encode(e.Event)
	if _, releases := e.Event.(flows.Released); err == nil && releases && sum.Release == nil {
		err = errNoPicture
	}
	if err != nil {
		return Outcome{Unknown, err}
	}
	j.closeMu.RLock()
	defer j.closeMu.RUnlock()
	if err := j.checkWritable(); err != nil {
		return Outcome{Unknown, err}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendTimeout)
	defer cancel()
	var pos uint64
	err = j.withWriteTx(ctx, func(w writeTx) (err error) {
		pos, err = w.appendEntry(key, e, body, sum)
		return err
	})
	if err == nil {
		err = j.noteEnd(pos)
	}
	switch {
	case errors.Is(err, errOtherApplicant):
		return Outcome{OtherApplicant, err}
	case errors.Is(err, errWrongPredecessor) || isConflict(j.engine.violatedConstraint(err)):
		return Outcome{Conflict, fmt.Errorf("entry %d does not follow the last one", e.Seq)}
	case err != nil:
		return Outcome{Unknown, j.journalError(err)}
	}
	j.watchers.RecordHead(key, e.Seq)
	return Outcome{Result: Done}
}

// appendEntry writes the rows: summary, record, pictures.
func (w writeTx) appendEntry(key flows.Key, e flows.Entry, body []byte, sum flows.Summary) (pos uint64, err error) {
	pos, prev, err := w.advanceChain()
	if err != nil {
		return 0, err
	}
	dossier, err := w.putDossier(key, e, sum)
	if err != nil {
		return 0, err
	}
	if err := w.checkPredecessor(dossier, e); err != nil {
		return 0, err
	}
	if err := w.checkRelease(key, sum.Release); err != nil {
		return 0, err
	}
	r := chain.NewRecord(w.j.key, prev, pos, chainEntry(key, e, body))
	if err := w.writeRecord(r, dossier); err != nil {
		return 0, err
	}
	if err := w.putPictures(key, sum.Pictures); err != nil {
		return 0, err
	}
	return pos, w.checkWritten(pos, r.Hash)
}

// errWrongPredecessor says that the previous entry is not the one the writer knows.
var errWrongPredecessor = errors.New("another entry came first")

// checkPredecessor makes sure that the previous entry is the one the writer knows: a
// dossier that was removed and started again has the same numbers.
func (w writeTx) checkPredecessor(dossier int64, e flows.Entry) error {
	if e.After == "" {
		return nil
	}
	var id string
	err := w.queryRow(getID, dossier, int64(e.Seq)-1).Scan(&id)
	if isNoRows(err) || err == nil && id != e.After {
		return errWrongPredecessor
	}
	return err
}

var (
	// errOtherApplicant says that another applicant of the service has the picture.
	errOtherApplicant = errors.New("the picture was released for another applicant")
	// errNoPicture says that a release does not say what it releases.
	errNoPicture = errors.New("a release without its picture")
)

// checkRelease makes sure that no other applicant of the service has the picture, unless
// it is shared on purpose. It is asked after advanceChain, which holds off every other
// writer until this transaction ends, so no other release can come in between; what it
// finds are the rows that putPictures writes in the transaction of each release.
func (w writeTx) checkRelease(key flows.Key, r *flows.PictureRelease) error {
	if r == nil || r.IsShared {
		return nil
	}
	var used bool
	err := w.queryRow(hasOtherUse, key.Origin, r.SHA256[:], key.Applicant).Scan(&used)
	if err == nil && used {
		err = errOtherApplicant
	}
	return err
}

// chainEntry is an entry as the chain knows it.
func chainEntry(key flows.Key, e flows.Entry, body []byte) chain.Entry {
	return chain.Entry{Key: key, Seq: e.Seq, ID: e.ID, At: e.At.UnixNano(), Session: e.Session, Operator: e.Operator, Body: body}
}

func (w writeTx) putDossier(key flows.Key, e flows.Entry, sum flows.Summary) (id int64, err error) {
	err = w.queryRow(putDossier, key.Origin, key.Applicant, int64(e.Seq), e.At.UnixNano(), sum.Done, sum.Total, sum.Group, sum.Text).Scan(&id)
	return id, err
}

// putPictures makes the dossier's pictures those of list. Most entries change
// none, and then nothing is written.
func (w writeTx) putPictures(key flows.Key, list []flows.SentPicture) error {
	list = slices.SortedFunc(slices.Values(list), flows.SentPicture.Compare)
	rows, err := w.queryRows(getPictures, key.Origin, key.Applicant)
	if err != nil {
		return err
	}
	kept, err := collectRows(rows, scanPicture)
	if err != nil || slices.Equal(list, slices.SortedFunc(slices.Values(kept), flows.SentPicture.Compare)) {
		return err
	}
	if err := w.exec(dropPictures, key.Origin, key.Applicant); err != nil {
		return err
	}
	for _, p := range list {
		if err := w.exec(putPicture, key.Origin, key.Applicant, p.SHA256[:], p.Slot, int64(p.Attempt), p.State); err != nil {
			return err
		}
	}
	return nil
}

func scanPicture(scan rowScanner) (flows.SentPicture, error) {
	var (
		p    flows.SentPicture
		hash chain.HashColumn // of another length: zero, so that it is no picture of anybody
	)
	err := scan(&hash, &p.Slot, &p.Attempt, &p.State)
	p.SHA256 = flows.SHA256(hash.Hash)
	return p, err
}
