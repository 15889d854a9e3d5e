package journal

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"dossier/flows/journal/filesystem"
	"dossier/flows/safefile"
)

// sqliteEngine is a journal in one file, for the processes of one host. One
// connection writes, because SQLite has one writer anyway and a queue in the
// process is fairer than its locks; the others only read.
type sqliteEngine struct{ path string }

// readerCount is how many connections read, the one that watches included.
const readerCount = 5

func openSQLite(ctx context.Context, path string, a access) (*Journal, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, ErrReadOnly
	}
	file, err := prepareFile(path, a)
	if err != nil {
		return nil, err
	}
	return openPreparedFile(ctx, path, file, a)
}

// openPreparedFile opens the file that prepareFile has found at path. It is ErrReplaced when
// another one is there by now, which may be what SQLite opened.
func openPreparedFile(ctx context.Context, path string, file fs.FileInfo, a access) (*Journal, error) {
	more := ""
	if !a.writes() {
		var err error
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
	j := newJournal(sqliteEngine{path}, write, read)
	j.place, j.file = path, file
	if err = j.startSQLite(ctx, path, a); err == nil {
		err = j.checkFile()
	}
	if err != nil {
		defer func() { _ = j.Close() }()
		return nil, j.journalError(err)
	}
	return j, nil
}

// startSQLite makes sure that the file is a journal of this version and that
// its writes will last, before anything is written.
func (j *Journal) startSQLite(ctx context.Context, path string, a access) error {
	if !a.writes() {
		return checkReadable(ctx, j.read)
	}
	if is, err := readFileHeader(ctx, j.write); err != nil {
		return err
	} else if is.version == 0 {
		if err := a.allowNew(); err != nil {
			return err
		}
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
// writes it, so that entries appended after it would be lost with it. On a full
// disk the log stays: what it holds can at least be read.
func (j *Journal) checkpointLog(ctx context.Context) error {
	_, err := j.write.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	if errors.Is(j.journalError(err), ErrFull) {
		return nil
	}
	return err
}

// sqliteSettings hold for every connection. The file exists already, made with the
// right permissions, so SQLite may not make it (mode=rw). A file may be
// damaged or forged: no functions in its schema, cells checked. Nothing
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

// truncateLog writes the log into the file and empties it: until then it
// holds old pages, which secure_delete does not reach.
func (j *Journal) truncateLog(ctx context.Context) (bool, error) {
	var busy, log, moved int
	err := j.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
	return busy == 0, err
}

// classifyError drops the texts of SQLite and database/sql: they may quote what is
// stored.
func (e sqliteEngine) classifyError(err error) error {
	var coded *sqlite.Error
	switch {
	case errors.As(err, &coded):
		return e.findSystemCause(errorFromCode(coded.Code()))
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case isConnectionEnded(err):
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	}
	return ErrDamaged // a value of the wrong type, an unreadable schema
}

// isConnectionEnded reports whether package sql ended the connection or the transaction,
// which it does after a timeout.
func isConnectionEnded(err error) bool {
	ended := []error{sql.ErrConnDone, sql.ErrTxDone, driver.ErrBadConn}
	return slices.ContainsFunc(ended, func(e error) bool { return errors.Is(err, e) })
}

// findSystemCause returns what the system says now in place of an error that SQLite returns
// for many causes: it hides the system's own error.
func (e sqliteEngine) findSystemCause(err error) error {
	isDisk := errors.Is(err, ErrDisk)
	if !isDisk && !errors.Is(err, ErrReadOnly) {
		return err
	}
	for range sqliteHandles {
		probe, failed := safefile.OpenFolder(os.TempDir())
		if failed != nil {
			return cmp.Or(tooManyFiles(failed), err)
		}
		defer func() { _ = probe.Close() }() // held until all are open, as SQLite holds its own
	}
	files := []string{e.path, e.path + "-wal", e.path + "-shm"}
	switch {
	case filesystem.IsProtected(append(files, filepath.Dir(e.path))...):
		return ErrProtected
	case isDisk && filesystem.IsSizeLimited(files...):
		return ErrSizeLimit
	}
	return err
}

// sqliteHandles is how many files SQLite has open at once for a database that is written
// to: the database, its log, the log's index, and a folder while a new file is made durable.
const sqliteHandles = 4

// tooManyFiles is ErrTooManyFiles when err says that, nil for any other error.
func tooManyFiles(err error) error {
	if errors.Is(errorFromSystem(err), ErrTooManyFiles) {
		return ErrTooManyFiles
	}
	return nil
}

// errorFromCode reads a result code of SQLite; the low byte is the family.
func errorFromCode(code int) error {
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
		return ErrBusy
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_CANTOPEN, lib.SQLITE_AUTH:
		return ErrReadOnly
	case lib.SQLITE_FULL:
		return ErrFull
	case lib.SQLITE_IOERR, lib.SQLITE_NOLFS:
		return ErrDisk
	case lib.SQLITE_CONSTRAINT:
		return ErrRefused
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_ERROR, lib.SQLITE_FORMAT, lib.SQLITE_MISMATCH:
		return ErrDamaged
	case lib.SQLITE_INTERRUPT:
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	}
	return fmt.Errorf("its database reported error %d; try again", code)
}

// violatedConstraint reads the constraint out of the code and the message.
func (sqliteEngine) violatedConstraint(err error) string {
	var coded *sqlite.Error
	if !errors.As(err, &coded) || coded.Code()&0xff != lib.SQLITE_CONSTRAINT {
		return ""
	}
	return constraintFromMessage(coded.Error())
}

// constraintFromMessage is the constraint that a message of SQLite is about.
func constraintFromMessage(message string) string {
	for part, constraint := range map[string]string{
		"UNIQUE constraint failed: records.dossier, records.seq": constraintPlace,
		"UNIQUE constraint failed: records.id":                   constraintID,
		"UNIQUE constraint failed: records.pos":                  constraintPos,
		"the entry in front is missing":                          constraintFollow,
	} {
		if strings.Contains(message, part) {
			return constraint
		}
	}
	return ""
}

// errorFromSystem turns an error of the operating system into one of ours: its own
// text names the path.
func errorFromSystem(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return ErrTooManyFiles
	case errors.Is(err, syscall.EIO):
		return ErrDisk
	case errors.Is(err, syscall.EFBIG):
		return ErrSizeLimit
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return ErrNotAFile
	}
	return ErrReadOnly
}

// pollInterval is how often the file is looked at for the writes of other
// processes. SQLite has no notification; one look reads the end of an index, for all
// watchers together.
const pollInterval = 250 * time.Millisecond

// watchChanges runs until the journal is closed and sleeps while there are no watchers.
func (sqliteEngine) watchChanges(j *Journal) {
	var poller databasePoller
	defer poller.closeConn()
	pace := time.NewTimer(pollInterval)
	defer pace.Stop()
	for {
		pause := pace.C
		if j.watchers.IsEmpty() {
			pause = nil
		}
		select {
		case <-j.ctx.Done():
			return
		case <-pause:
		case <-j.watchers.Wake():
		}
		poller.poll(j)
		pace.Reset(pollInterval)
	}
}

// databasePoller is a connection of its own. Whatever changes a head adds an entry, a removal
// too; what else is written, as that a session is there, costs no look at every head.
type databasePoller struct {
	conn *sql.Conn
	last int64 // the place of the latest entry
}

// poll looks once. When that fails, no head counts as known, and the next look
// uses a new connection.
func (d *databasePoller) poll(j *Journal) {
	if d.pollHeads(j) != nil {
		j.watchers.InvalidateHeads()
		d.closeConn()
	}
}

func (d *databasePoller) pollHeads(j *Journal) error {
	if d.conn == nil {
		conn, err := j.read.Conn(j.ctx)
		if err != nil {
			return err
		}
		d.conn = conn
	}
	var last int64
	if err := d.conn.QueryRowContext(j.ctx, "SELECT coalesce(max(pos), 0) FROM records").Scan(&last); err != nil {
		return err
	}
	changed := last != d.last
	d.last = last
	return j.readHeads(j.ctx, d.conn, j.watchers.KeysToCheck(changed))
}

func (d *databasePoller) closeConn() {
	if d.conn != nil {
		_ = d.conn.Close()
		d.conn = nil
	}
}
