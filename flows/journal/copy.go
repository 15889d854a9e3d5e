package journal

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"dossier/flows/chain"
)

// What can be wrong with a copy.
var (
	// ErrNotEmpty says that the target of a copy holds something already.
	ErrNotEmpty = newError("the target is not empty; choose a new place, nothing was copied")
	// ErrSourceChanged says that the source was written to during the copy.
	ErrSourceChanged = newError("somebody wrote to the journal meanwhile, so nothing was copied; close every dossier that uses it and copy again")
)

// tableSpec says which columns of a table are copied, and in which order of rows.
type tableSpec struct {
	name    string
	columns []string
	order   string
}

// copiedTables lists the tables in the order in which their rows may be written.
// Presences are left out: no session has the new place open yet.
var copiedTables = []tableSpec{
	{"dossiers", []string{"id", "origin", "applicant", "head", "updated", "done", "total", "standing", "text"}, "id"},
	{"records", []string{"pos", "dossier", "seq", "id", "at", "session", "operator", "body", "leaf", "tomb", "hash", "seal"}, "pos"},
	{"pictures", []string{"origin", "sha256", "applicant", "slot", "attempt", "state"}, "origin, sha256, applicant, slot, attempt"},
}

const (
	countAllRows = `SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM dossiers) + (SELECT count(*) FROM pictures)`
	replaceChain = `UPDATE chain SET journal = ?, key = ?, last = ?, hash = ? WHERE one = 1`
)

// Copy brings every row of a journal into an empty one, all or nothing, chain
// and seals included: the copy is the same journal at another place and takes
// its name and its key. Progress, if not nil, is called with how many records of how
// many are written.
//
// The errors are ErrNotEmpty, ErrSourceChanged, ErrWrongKey when the target was opened with
// another audit key, or those of either journal.
func Copy(ctx context.Context, from, to *Journal, progress func(done, total uint64)) (chain.Head, error) {
	head, _, err := from.Head(ctx)
	switch {
	case err != nil:
		return head, err
	case to.keyID != from.keyID:
		return head, ErrWrongKey
	}
	to.closeMu.RLock()
	defer to.closeMu.RUnlock()
	err = to.withWriteTx(ctx, func(w writeTx) error {
		if _, _, err := w.advanceChain(); err != nil { // holds other writers off
			return err
		}
		var rows int
		if err := w.queryRow(countAllRows).Scan(&rows); err != nil {
			return err
		}
		if rows > 0 {
			return ErrNotEmpty
		}
		if to.beforeCopy != nil {
			if err := to.beforeCopy(w); err != nil {
				return err
			}
		}
		return transfer{from, w, head, progress}.copyAll()
	})
	if err != nil {
		return head, to.journalError(err)
	}
	to.id = from.id
	return head, nil
}

// transfer is a copy under way.
type transfer struct {
	from     *Journal
	to       writeTx
	head     chain.Head
	progress func(done, total uint64)
}

func (t transfer) copyAll() error {
	for _, table := range copiedTables {
		if err := t.copyTable(table); err != nil {
			return err
		}
	}
	if err := t.to.exec(replaceChain, t.from.id, t.from.keyID, int64(t.head.Pos), t.lastHash()); err != nil {
		return err
	}
	if t.to.j.afterCopy != nil {
		if err := t.to.j.afterCopy(t.to); err != nil {
			return err
		}
	}
	now, _, err := t.from.Head(t.to.ctx)
	if err == nil && now.Hash != t.head.Hash {
		err = ErrSourceChanged
	}
	return err
}

// lastHash is the hash that the next record follows.
func (t transfer) lastHash() []byte {
	hash := t.head.Hash
	if t.head.Pos == 0 {
		hash = chain.GenesisHash(t.from.id)
	}
	return hash[:]
}

// batchRows is how many rows go in one statement: as many as every database's
// limit of arguments allows, with room.
const batchRows = 100

func (t transfer) copyTable(tab tableSpec) error {
	rows, err := t.from.bulkRead.QueryContext(t.to.ctx, t.from.engine.dialectSQL(tab.selectSQL()))
	if err != nil {
		return t.from.journalError(err)
	}
	defer func() { _ = rows.Close() }()
	var (
		batch []any
		done  uint64
	)
	for rows.Next() {
		values, err := scanRow(rows, len(tab.columns))
		if err != nil {
			return t.from.journalError(err)
		}
		batch = append(batch, values...)
		done++
		if len(batch) == batchRows*len(tab.columns) {
			if err := t.writeBatch(tab, batch, done); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return t.from.journalError(err)
	}
	return t.writeBatch(tab, batch, done)
}

func (t transfer) writeBatch(tab tableSpec, batch []any, done uint64) error {
	if len(batch) == 0 {
		return nil
	}
	if err := t.to.exec(tab.insertSQL(len(batch)/len(tab.columns)), batch...); err != nil {
		return err
	}
	if tab.name == "records" && t.progress != nil {
		t.progress(done, t.head.Pos)
	}
	return nil
}

func scanRow(rows *sql.Rows, n int) ([]any, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, rows.Scan(into...)
}

func (t tableSpec) selectSQL() string {
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(t.columns, ", "), t.name, t.order)
}

// insertSQL writes n rows at once.
func (t tableSpec) insertSQL(n int) string {
	one := "(" + strings.Join(slices.Repeat([]string{"?"}, len(t.columns)), ", ") + ")"
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", t.name, strings.Join(t.columns, ", "), strings.Join(slices.Repeat([]string{one}, n), ", "))
}
