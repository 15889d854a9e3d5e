package journal

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
)

// sqliteEngine is a journal in one file, for the processes of one host. One
// connection writes, because SQLite has one writer anyway and a queue in the
// process is fairer than its locks; the others only read.
type sqliteEngine struct{}

// readerCount is how many connections read, the one that watches included.
const readerCount = 5

func openSQLite(ctx context.Context, path string, writes bool) (*Journal, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, ErrReadOnly
	}
	if err := prepareFile(path, writes); err != nil {
		return nil, err
	}
	more := ""
	if !writes {
		if more, err = readOnlyOptions(path); err != nil {
			return nil, err
		}
	}
	write, err := sqlitePool(path, 1, "_txlock=immediate"+more)
	if err != nil {
		return nil, err
	}
	read, err := sqlitePool(path, readerCount, "_query_only=1"+more)
	if err != nil {
		return nil, err
	}
	j := newJournal(sqliteEngine{}, write, read)
	j.place = path
	if err := j.startSQLite(ctx, path, writes); err != nil {
		defer func() { _ = j.Close() }()
		return nil, j.journalError(err)
	}
	return j, nil
}

// startSQLite makes sure that the file is a journal of this version and that
// its writes will last, before anything is written.
func (j *Journal) startSQLite(ctx context.Context, path string, writes bool) error {
	if !writes {
		return checkReadable(ctx, j.read)
	}
	if err := ensureSQLiteSchema(ctx, j.write, filepath.Dir(path)); err != nil {
		return err
	}
	j.cleanStorage = j.truncateLog
	if err := checkDurable(ctx, j.write); err != nil {
		return err
	}
	return j.checkpointLog(ctx)
}

// checkpointLog moves what an earlier run left in the log into the database, without
// waiting for anybody. The log may hold what that run could not sync before it
// ended: the system shows it, the disk does not have it and no later sync
// writes it, so that entries appended behind it would be lost with it. On a full
// disk the log stays: what is there can at least be read.
func (j *Journal) checkpointLog(ctx context.Context) error {
	_, err := j.write.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	if errors.Is(j.journalError(err), ErrFull) {
		return nil
	}
	return err
}

// sqliteSettings hold for every connection. The file exists already, made with the
// right permissions, so SQLite may not make it (mode=rw). A damaged or forged
// file is met with distrust: no functions in its schema, cells checked. Nothing
// that is sorted goes into a temporary file.
const sqliteSettings = "mode=rw&_defensive=1&_dqs=0&_error_rc=1&_busy_timeout=5000&_foreign_keys=1&_synchronous=FULL" +
	"&_pragma=secure_delete(ON)&_pragma=trusted_schema(OFF)&_pragma=cell_size_check(ON)&_pragma=temp_store(MEMORY)&"

func sqlitePool(path string, size int, more string) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: sqliteSettings + more}
	connector, err := sqlite.NewConnector(name.String())
	if err != nil {
		return nil, ErrReadOnly
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// checkDurable reads back what the promise rests on: settings may be ignored, by a
// file system without shared memory for instance.
func checkDurable(ctx context.Context, db *sql.DB) error {
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1",
	} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return err
		}
		if got != want {
			return ErrNotDurable
		}
	}
	return nil
}

// dialectSQL is the text as it is: the statements are written for SQLite.
func (sqliteEngine) dialectSQL(text string) string { return text }

// truncateLog writes the log into the file and empties it: until then old pages
// lie in it, which secure_delete does not reach.
func (j *Journal) truncateLog(ctx context.Context) (bool, error) {
	var busy, log, moved int
	err := j.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
	return busy == 0, err
}
