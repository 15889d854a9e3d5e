package journal

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"
)

// appendTimeout bounds one append, waiting for other writers included.
const appendTimeout = 10 * time.Second

// writeTx is a transaction that writes.
type writeTx struct {
	j   *Journal
	ctx context.Context
	tx  *sql.Tx
}

// beginWrite begins a transaction that writes. SQLite begins it as immediate: the lock
// comes first, so that nothing it reads can change before it writes.
func (j *Journal) beginWrite(ctx context.Context) (writeTx, error) {
	tx, err := j.write.BeginTx(ctx, nil)
	return writeTx{j, ctx, tx}, err
}

// checkWritable says why nothing may be written any more, or at all. closeMu is held.
func (j *Journal) checkWritable() error {
	switch {
	case j.ctx.Err() != nil:
		return ErrClosed
	case j.readOnly:
		return ErrReadOnly
	}
	return j.checkFile()
}

// checkFile makes sure that a journal in a file is still the file at its place: what is
// written to one that was moved away or replaced is not in the journal that is found
// there later.
func (j *Journal) checkFile() error {
	if j.file == nil {
		return nil
	}
	now, err := os.Lstat(j.place)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return errorFromSystem(err)
	case err != nil, !os.SameFile(j.file, now):
		return ErrReplaced
	}
	return nil
}

// withWriteTx does something in one transaction; the errors are the database's.
func (j *Journal) withWriteTx(ctx context.Context, do func(writeTx) error) error {
	w, err := j.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = w.tx.Rollback() }()
	if err := do(w); err != nil {
		return err
	}
	return w.tx.Commit()
}

func (w writeTx) exec(text string, args ...any) error {
	_, err := w.execCount(text, args...)
	return err
}

// execCount is how many rows a statement wrote.
func (w writeTx) execCount(text string, args ...any) (int64, error) {
	var (
		done sql.Result
		err  error
	)
	if s := w.j.appendStatements[text]; s != nil {
		done, err = w.tx.StmtContext(w.ctx, s).ExecContext(w.ctx, args...)
	} else {
		done, err = w.tx.ExecContext(w.ctx, w.j.engine.dialectSQL(text), args...)
	}
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func (w writeTx) queryRow(text string, args ...any) *sql.Row {
	if s := w.j.appendStatements[text]; s != nil {
		return w.tx.StmtContext(w.ctx, s).QueryRowContext(w.ctx, args...)
	}
	return w.tx.QueryRowContext(w.ctx, w.j.engine.dialectSQL(text), args...)
}

func (w writeTx) queryRows(text string, args ...any) (*sql.Rows, error) {
	if s := w.j.appendStatements[text]; s != nil {
		return w.tx.StmtContext(w.ctx, s).QueryContext(w.ctx, args...)
	}
	return w.tx.QueryContext(w.ctx, w.j.engine.dialectSQL(text), args...)
}

// statements are prepared ones by their text: the parts of an append, which take a third
// less time so, and what each session asks again and again.
type statements map[string]*sql.Stmt

func (j *Journal) prepareStatements(ctx context.Context) error {
	j.appendStatements, j.readStatements = statements{}, statements{}
	return errors.Join(
		j.appendStatements.prepare(ctx, j, j.write, stepChain, getLastHash, putDossier, getID, putRecord, moveChain, getPictures, getLastRecord),
		j.readStatements.prepare(ctx, j, j.read, recordsOf, getPresences, getOpenDossiers, recentDossiers))
}

func (s statements) prepare(ctx context.Context, j *Journal, db *sql.DB, texts ...string) error {
	for _, text := range texts {
		statement, err := db.PrepareContext(ctx, j.engine.dialectSQL(text))
		if err != nil {
			return err
		}
		s[text] = statement
	}
	return nil
}

func (s statements) closeAll() {
	for _, statement := range s {
		_ = statement.Close()
	}
}

// rowScanner reads one row.
type rowScanner func(into ...any) error

// queryList runs one statement and reads its rows; errors come out as ours.
func queryList[T any](ctx context.Context, j *Journal, read func(rowScanner) (T, error), text string, args ...any) ([]T, error) {
	query := func() (*sql.Rows, error) { return j.read.QueryContext(ctx, j.engine.dialectSQL(text), args...) }
	if s := j.readStatements[text]; s != nil {
		query = func() (*sql.Rows, error) { return s.QueryContext(ctx, args...) }
	}
	rows, err := query()
	if err != nil {
		return nil, j.journalError(err)
	}
	list, err := collectRows(rows, read)
	return list, j.journalError(err)
}

// visitList calls visit with each row of a statement. It ends with the first error of
// visit, which is returned as it is.
func visitList[T any](ctx context.Context, j *Journal, read func(rowScanner) (T, error), visit func(T) error, text string, args ...any) error {
	rows, err := j.bulkRead.QueryContext(ctx, j.engine.dialectSQL(text), args...)
	if err != nil {
		return j.journalError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		row, err := read(rows.Scan)
		if err != nil {
			return j.journalError(err)
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return j.journalError(rows.Err())
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

// isNoRows reports whether a query found no row.
func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
