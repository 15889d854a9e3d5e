package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
)

const (
	loadEntries = `SELECT seq, id, at, session, operator, body FROM records
		WHERE dossier = (SELECT id FROM dossiers WHERE origin = ? AND applicant = ?) AND seq > ? AND leaf IS NULL ORDER BY seq`
	summaryColumns = `SELECT origin, applicant, head, updated, done, total, standing, text
		FROM dossiers INDEXED BY dossiers_newest WHERE origin = ?`
	recentDossiers = summaryColumns + ` ORDER BY updated DESC LIMIT ?`
	findDossiers   = summaryColumns + ` AND instr(applicant, ?) > 0 ORDER BY updated DESC LIMIT ?`
	findPicture    = `SELECT applicant, slot, attempt, state FROM pictures WHERE origin = ? AND sha256 = ? ORDER BY applicant, slot, attempt`
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
		return flows.Entry{}, fmt.Errorf("%w: entry %d can not be read", ErrDamaged, want)
	}
	e.At, e.Event = time.Unix(0, at).UTC(), event
	return e, nil
}

// RecentDossiers lists the dossiers of a service, the one written to last first, at
// most limit of them.
func (j *Journal) RecentDossiers(ctx context.Context, origin string, limit int) ([]flows.Summary, error) {
	return queryList(ctx, j, scanSummary, recentDossiers, origin, max(limit, 0))
}

// FindDossiers lists the dossiers of a service whose applicant ID contains needle, the
// one written to last first, at most limit of them.
func (j *Journal) FindDossiers(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error) {
	return queryList(ctx, j, scanSummary, findDossiers, origin, needle, max(limit, 0))
}

func scanSummary(scan rowScanner) (flows.Summary, error) {
	var (
		m       flows.Summary
		updated int64
	)
	err := scan(&m.Key.Origin, &m.Key.Applicant, &m.Head, &updated, &m.Done, &m.Total, &m.Group, &m.Text)
	m.Updated = time.Unix(0, updated).UTC()
	return m, err
}

// FindPicture lists the dossiers of a service that list a picture with these
// bytes among their pictures (Summary.Pictures), in a stable order.
func (j *Journal) FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]PictureUse, error) {
	return queryList(ctx, j, func(scan rowScanner) (PictureUse, error) {
		m := PictureUse{Key: flows.Key{Origin: origin}}
		err := scan(&m.Key.Applicant, &m.Slot, &m.Attempt, &m.State)
		return m, err
	}, findPicture, origin, hash[:])
}

// rowScanner reads one row.
type rowScanner func(into ...any) error

// queryList runs one statement and reads its rows; errors come out as ours.
func queryList[T any](ctx context.Context, j *Journal, read func(rowScanner) (T, error), text string, args ...any) ([]T, error) {
	rows, err := j.read.QueryContext(ctx, j.engine.dialectSQL(text), args...)
	if err != nil {
		return nil, j.journalError(err)
	}
	list, err := collectRows(rows, read)
	return list, j.journalError(err)
}

// collectRows reads all rows, or none.
func collectRows[T any](rows *sql.Rows, read func(rowScanner) (T, error)) ([]T, error) {
	defer func() { _ = rows.Close() }()
	var list []T
	for rows.Next() {
		row, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, nil
}
