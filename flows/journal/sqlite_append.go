package journal

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"dossier/flows"
)

// appendLimit bounds one append, waiting for other writers included.
const appendLimit = 10 * time.Second

// statements are the prepared parts of an append. Preparing them once saves a
// third of its time.
type statements struct {
	dossier, entry, pictures *sql.Stmt
}

const (
	putDossier = `INSERT INTO dossiers
		(origin, applicant, head, updated, flow, done, total, standing, text, problem, closed, check_running)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (origin, applicant) DO UPDATE SET
		head = excluded.head, updated = excluded.updated, flow = excluded.flow, done = excluded.done,
		total = excluded.total, standing = excluded.standing, text = excluded.text, problem = excluded.problem,
		closed = excluded.closed, check_running = excluded.check_running
		RETURNING id`
	putEntry    = `INSERT INTO entries (dossier, seq, id, at, session, operator, body) VALUES (?, ?, ?, ?, ?, ?, ?)`
	getPictures = `SELECT sha256, slot, attempt, state FROM pictures INDEXED BY pictures_of WHERE origin = ? AND applicant = ?`
	dropPicture = `DELETE FROM pictures WHERE origin = ? AND applicant = ?`
	putPicture  = `INSERT INTO pictures (origin, applicant, sha256, slot, attempt, state) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET state = excluded.state`
)

func (p *statements) prepare(ctx context.Context, db *sql.DB) error {
	for text, into := range map[string]**sql.Stmt{putDossier: &p.dossier, putEntry: &p.entry, getPictures: &p.pictures} {
		statement, err := db.PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		*into = statement
	}
	return nil
}

func (p *statements) close() {
	for _, s := range []*sql.Stmt{p.dossier, p.entry, p.pictures} {
		if s != nil {
			_ = s.Close()
		}
	}
}

// Append writes e at its position e.Seq, which must be one behind the
// dossier's last entry, together with the summary that holds from then on: its
// key, head and time are taken from key and e. The end of ctx does not stop it,
// because a cancelled append may be durable all the same; it has 10 s of its
// own.
func (s *SQLite) Append(ctx context.Context, key flows.Key, e flows.Entry, sum Summary) Outcome {
	body, err := flows.Encode(e.Event)
	if err != nil {
		return Outcome{Unknown, err}
	}
	s.open.RLock()
	defer s.open.RUnlock()
	if s.ctx.Err() != nil {
		return Outcome{Unknown, ErrClosed}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendLimit)
	defer cancel()
	tx, err := s.write.BeginTx(ctx, nil) // immediate: the lock comes first, so that nothing read can grow old
	if err != nil {
		return Outcome{Unknown, s.fault(err)}
	}
	defer func() { _ = tx.Rollback() }()
	if out := s.put(ctx, tx, key, e, body, sum); out.Result != Done {
		return out
	}
	if err := tx.Commit(); err != nil {
		return Outcome{Unknown, s.fault(err)}
	}
	s.watchers.saw(key, e.Seq)
	return Outcome{Result: Done}
}

// put writes the rows of an append: summary, entry, pictures.
func (s *SQLite) put(ctx context.Context, tx *sql.Tx, key flows.Key, e flows.Entry, body []byte, sum Summary) Outcome {
	var dossier int64
	at := e.At.UnixNano()
	err := tx.StmtContext(ctx, s.append.dossier).QueryRowContext(ctx, key.Origin, key.Applicant, int64(e.Seq), at, sum.Flow,
		sum.Done, sum.Total, sum.Group, sum.Text, sum.Problem, sum.Closed, sum.CheckRunning).Scan(&dossier)
	if err != nil {
		return Outcome{Unknown, s.fault(err)}
	}
	_, err = tx.StmtContext(ctx, s.append.entry).ExecContext(ctx, dossier, int64(e.Seq), e.ID, at, e.Session, e.Operator, body)
	switch {
	case refused(err):
		return Outcome{Conflict, fmt.Errorf("entry %d does not follow the last one", e.Seq)}
	case err != nil:
		return Outcome{Unknown, s.fault(err)}
	}
	if err := s.putPictures(ctx, tx, key, sum.Pictures); err != nil {
		return Outcome{Unknown, s.fault(err)}
	}
	return Outcome{Result: Done}
}

// putPictures makes the dossier's pictures those of list. Most entries change
// none, and then nothing is written.
func (s *SQLite) putPictures(ctx context.Context, tx *sql.Tx, key flows.Key, list []Picture) error {
	list = slices.SortedFunc(slices.Values(list), comparePictures)
	rows, err := tx.StmtContext(ctx, s.append.pictures).QueryContext(ctx, key.Origin, key.Applicant)
	if err != nil {
		return err
	}
	kept, err := collect(rows, scanPicture)
	if err != nil || slices.Equal(list, slices.SortedFunc(slices.Values(kept), comparePictures)) {
		return err
	}
	if _, err := tx.ExecContext(ctx, dropPicture, key.Origin, key.Applicant); err != nil {
		return err
	}
	for _, p := range list {
		if _, err := tx.ExecContext(ctx, putPicture, key.Origin, key.Applicant, p.SHA256[:], p.Slot, int64(p.Attempt), p.State); err != nil {
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
