package journal

import (
	"context"
	"database/sql"
	"time"
)

// appendLimit bounds one append, waiting for other writers included.
const appendLimit = 10 * time.Second

// work is a transaction that writes.
type work struct {
	j   *Journal
	ctx context.Context
	tx  *sql.Tx
}

// work begins a transaction that writes. SQLite begins it as immediate: the lock
// comes first, so that nothing read can grow old.
func (j *Journal) work(ctx context.Context) (work, error) {
	tx, err := j.write.BeginTx(ctx, nil)
	return work{j, ctx, tx}, err
}

// change does something in one transaction; the errors are the database's.
func (j *Journal) change(ctx context.Context, do func(work) error) error {
	w, err := j.work(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = w.tx.Rollback() }()
	if err := do(w); err != nil {
		return err
	}
	return w.tx.Commit()
}

func (w work) exec(text string, args ...any) error {
	_, err := w.count(text, args...)
	return err
}

// count is how many rows a statement wrote.
func (w work) count(text string, args ...any) (int64, error) {
	done, err := w.run(text, args)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func (w work) run(text string, args []any) (sql.Result, error) {
	if s := w.j.append[text]; s != nil {
		return w.tx.StmtContext(w.ctx, s).ExecContext(w.ctx, args...)
	}
	return w.tx.ExecContext(w.ctx, w.j.engine.sql(text), args...)
}

func (w work) row(text string, args ...any) *sql.Row {
	if s := w.j.append[text]; s != nil {
		return w.tx.StmtContext(w.ctx, s).QueryRowContext(w.ctx, args...)
	}
	return w.tx.QueryRowContext(w.ctx, w.j.engine.sql(text), args...)
}

func (w work) rows(text string, args ...any) (*sql.Rows, error) {
	if s := w.j.append[text]; s != nil {
		return w.tx.StmtContext(w.ctx, s).QueryContext(w.ctx, args...)
	}
	return w.tx.QueryContext(w.ctx, w.j.engine.sql(text), args...)
}

// statements are the prepared parts of an append, by their text. Preparing them
// once saves a third of its time.
type statements map[string]*sql.Stmt

func (j *Journal) prepare(ctx context.Context) error {
	j.append = statements{}
	for _, text := range []string{stepChain, putDossier, getID, putRecord, moveChain, getPictures} {
		statement, err := j.write.PrepareContext(ctx, j.engine.sql(text))
		if err != nil {
			return err
		}
		j.append[text] = statement
	}
	return nil
}

func (s statements) close() {
	for _, statement := range s {
		_ = statement.Close()
	}
}
