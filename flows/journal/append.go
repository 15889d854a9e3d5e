package journal

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"dossier/flows"
	"dossier/flows/chain"
)

const (
	putDossier = `INSERT INTO dossiers
		(origin, applicant, head, updated, done, total, standing, text)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (origin, applicant) DO UPDATE SET
		head = excluded.head, updated = excluded.updated, done = excluded.done,
		total = excluded.total, standing = excluded.standing, text = excluded.text
		RETURNING id`
	getID        = `SELECT id FROM records WHERE dossier = ? AND seq = ?`
	getPictures  = `SELECT sha256, slot, attempt, state FROM pictures INDEXED BY pictures_of WHERE origin = ? AND applicant = ?`
	dropPictures = `DELETE FROM pictures WHERE origin = ? AND applicant = ?`
	putPicture   = `INSERT INTO pictures (origin, applicant, sha256, slot, attempt, state) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (origin, sha256, applicant, slot, attempt) DO UPDATE SET state = excluded.state`
)

// Append writes e at its position e.Seq, which must be one behind the
// dossier's last entry, as the next record of the chain, together with the
// summary that holds from then on: its key, head and time are taken from key
// and e. The end of ctx does not stop it, because a cancelled append may be
// durable all the same; it has 10 s of its own.
func (j *Journal) Append(ctx context.Context, key flows.Key, e flows.Entry, sum Summary) Outcome {
	body, err := flows.Encode(e.Event)
	if err != nil {
		return Outcome{Unknown, err}
	}
	j.open.RLock()
	defer j.open.RUnlock()
	switch {
	case j.ctx.Err() != nil:
		return Outcome{Unknown, ErrClosed}
	case j.reading:
		return Outcome{Unknown, ErrReadOnly}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendLimit)
	defer cancel()
	w, err := j.work(ctx)
	if err != nil {
		return Outcome{Unknown, j.fault(err)}
	}
	defer func() { _ = w.tx.Rollback() }()
	if err := w.append(key, e, body, sum); err != nil {
		if errors.Is(err, errStranger) || j.engine.refused(err) {
			return Outcome{Conflict, fmt.Errorf("entry %d does not follow the last one", e.Seq)}
		}
		return Outcome{Unknown, j.fault(err)}
	}
	if err := w.tx.Commit(); err != nil {
		return Outcome{Unknown, j.fault(err)}
	}
	j.watchers.saw(key, e.Seq)
	return Outcome{Result: Done}
}

// append writes the rows: summary, record, pictures.
func (w work) append(key flows.Key, e flows.Entry, body []byte, sum Summary) error {
	pos, prev, err := w.step()
	if err != nil {
		return err
	}
	dossier, err := w.putDossier(key, e, sum)
	if err != nil {
		return err
	}
	if err := w.follows(dossier, e); err != nil {
		return err
	}
	r := chain.Link(w.j.key, prev, pos, canonical(key, e, body))
	if err := w.put(r, dossier); err != nil {
		return err
	}
	return w.putPictures(key, sum.Pictures)
}

// errStranger says that the entry in front is not the one the writer knows.
var errStranger = errors.New("another entry is in front")

// follows makes sure that the entry in front is the one the writer knows: a
// dossier that was removed and begun anew has the same numbers.
func (w work) follows(dossier int64, e flows.Entry) error {
	if e.After == "" {
		return nil
	}
	var id string
	err := w.row(getID, dossier, int64(e.Seq)-1).Scan(&id)
	if absent(err) || err == nil && id != e.After {
		return errStranger
	}
	return err
}

// canonical is an entry as the chain knows it.
func canonical(key flows.Key, e flows.Entry, body []byte) chain.Entry {
	return chain.Entry{Key: key, Seq: e.Seq, ID: e.ID, At: e.At.UnixNano(), Session: e.Session, Operator: e.Operator, Body: body}
}

func (w work) putDossier(key flows.Key, e flows.Entry, sum Summary) (id int64, err error) {
	err = w.row(putDossier, key.Origin, key.Applicant, int64(e.Seq), e.At.UnixNano(), sum.Done, sum.Total, sum.Group, sum.Text).Scan(&id)
	return id, err
}

// putPictures makes the dossier's pictures those of list. Most entries change
// none, and then nothing is written.
func (w work) putPictures(key flows.Key, list []Picture) error {
	list = slices.SortedFunc(slices.Values(list), comparePictures)
	rows, err := w.rows(getPictures, key.Origin, key.Applicant)
	if err != nil {
		return err
	}
	kept, err := collect(rows, scanPicture)
	if err != nil || slices.Equal(list, slices.SortedFunc(slices.Values(kept), comparePictures)) {
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

func scanPicture(scan scanner) (Picture, error) {
	var (
		p    Picture
		hash []byte
	)
	err := scan(&hash, &p.Slot, &p.Attempt, &p.State)
	copy(p.SHA256[:], hash)
	return p, err
}

func comparePictures(a, b Picture) int {
	return cmp.Or(slices.Compare(a.SHA256[:], b.SHA256[:]), cmp.Compare(a.Slot, b.Slot),
		cmp.Compare(a.Attempt, b.Attempt), cmp.Compare(a.State, b.State))
}

// absent reports whether a query found no row.
func absent(err error) bool { return errors.Is(err, sql.ErrNoRows) }
