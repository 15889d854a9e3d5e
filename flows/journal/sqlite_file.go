package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"dossier/flows/journal/filesystem"
	"dossier/flows/journal/sqlitefiles"
)

// prepareFile makes sure that path is a file that only its owner can reach, on a
// disk that locks reliably, and says which one. It makes an empty one if access allows that.
// It never opens an existing journal: closing a second descriptor would drop the locks that
// SQLite holds in this process.
func prepareFile(path string, a access) (fs.FileInfo, error) {
	folder := filepath.Dir(path)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := a.allowNew(); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, errorFromSystem(err)
	}
	if _, err := checkPrivate(folder, os.Stat, fs.ModeDir, "run chmod 700 on its folder"); err != nil {
		return nil, err
	}
	switch shared, err := filesystem.IsShared(folder); {
	case err != nil:
		return nil, errorFromSystem(err)
	case shared:
		return nil, ErrNetwork
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := filesystem.CreateEmpty(path); err != nil {
			return nil, errorFromSystem(err)
		}
	}
	if err := checkCompanions(path); err != nil {
		return nil, err
	}
	file, err := checkPrivate(path, os.Lstat, 0, "run chmod 600 on its file")
	if err == nil && a.writes() {
		err = ensureWritable(path)
	}
	return file, err
}

// ensureWritable refuses a journal whose mode does not let its owner write: SQLite would
// open it all the same, and every append would fail. Companion files that such an opening
// left have the same mode, and would make appends fail after the journal's own mode was
// corrected; so theirs is corrected here. checkCompanions has found that they are files.
func ensureWritable(path string) error {
	if filesystem.IsProtected(path, filepath.Dir(path)) {
		return ErrProtected
	}
	const ownerMode = 0o600
	for _, ending := range []string{"", "-wal", "-shm"} {
		info, err := os.Lstat(path + ending)
		switch {
		case err != nil || info.Mode().Perm()&ownerMode == ownerMode:
		case ending == "":
			return ErrWriteProtected
		case os.Chmod(path+ending, ownerMode) != nil:
			return ErrReadOnly
		}
	}
	return nil
}

// checkCompanions makes sure that what SQLite would open next to the journal are regular
// files: it would wait for a pipe.
func checkCompanions(path string) error {
	for _, companion := range sqlitefiles.Companions(path) {
		if info, err := os.Lstat(companion); err == nil && !info.Mode().IsRegular() {
			return ErrNotAFile
		}
	}
	return nil
}

// readOnlyOptions are the settings to read a copy that cannot be written, such as an
// auditor's: SQLite keeps no lock and makes no other file, and nothing changes
// it. It does not read the log then, so there must be none.
func readOnlyOptions(path string) (settings string, err error) {
	if filesystem.IsWritable(path) && filesystem.IsWritable(filepath.Dir(path)) {
		return "", nil
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return "", ErrPendingLog
	}
	return "&immutable=1", nil
}

// checkPrivate checks kind, owner and permissions of what is at path.
func checkPrivate(path string, stat func(string) (fs.FileInfo, error), kind fs.FileMode, remedy string) (fs.FileInfo, error) {
	info, err := stat(path)
	switch {
	case err != nil:
		return nil, errorFromSystem(err)
	case info.Mode().Type() != kind:
		return nil, ErrNotAFile
	case !filesystem.IsOwned(info):
		return nil, ErrNotOurs
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w; %s", ErrExposed, remedy)
	}
	return info, nil
}

//go:embed migrations/sqlite/*.sql
var sqliteMigrations embed.FS

const (
	// applicationID is "dosj" in the header of the file.
	applicationID = 0x646f736a
	// sqliteVersion is the last migration's number; each sets user_version.
	sqliteVersion = 1
)

// fileHeader is what the header of a database says.
type fileHeader struct {
	application, version, tables int
	migrated                     bool   // there is a table of migrations
	mode                         string // of journaling, as SQLite calls it
}

// ensureSQLiteSchema brings the file to this program's version. An up-to-date journal
// costs one look at its header.
func ensureSQLiteSchema(ctx context.Context, db *sql.DB, folder string) error {
	current, err := isUpToDate(ctx, db)
	if err != nil || current {
		return err
	}
	err = filesystem.WithFolderLock(ctx, folder, func() error {
		if current, err := isUpToDate(ctx, db); err != nil || current {
			return err // another process was faster
		}
		return migrateSQLite(ctx, db)
	})
	if _, isOfFolder := errors.AsType[*fs.PathError](err); isOfFolder {
		return errorFromSystem(err)
	}
	return err
}

// migrateSQLite sets the write-ahead log, which the file remembers, and runs the
// migrations that are missing. It runs alone: of two connections that change
// the mode at the same moment SQLite tells one that it is busy, without waiting.
func migrateSQLite(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	files, err := fs.Sub(sqliteMigrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// isUpToDate reports whether the file is a journal of this version. A file that
// is no journal, or a newer one, is an error before anything is written.
func isUpToDate(ctx context.Context, db *sql.DB) (bool, error) {
	is, err := readFileHeader(ctx, db)
	return err == nil && is.version == sqliteVersion && is.mode == "wal", err
}

// checkReadable makes sure that the file is a journal of this version. How it would
// be written does not matter.
func checkReadable(ctx context.Context, db *sql.DB) error {
	is, err := readFileHeader(ctx, db)
	if err == nil && is.version != sqliteVersion {
		err = ErrNoJournal // empty, or its first opening did not end
	}
	return err
}

// checkOwner refuses another program's database and a newer journal.
func (h fileHeader) checkOwner() error {
	switch {
	case h.application == 0 && h.tables == 0: // empty
	case h.application != applicationID && !h.isPartlyMigrated():
		return ErrOtherProgram
	case h.version > sqliteVersion:
		return newerError(h.version)
	}
	return nil
}

// isPartlyMigrated reports whether only goose's own table is there: a first migration
// that was killed halfway.
func (h fileHeader) isPartlyMigrated() bool {
	return h.application == 0 && h.version == 0 && h.tables < 0
}

// readFileHeader refuses another program's database and a newer journal.
func readFileHeader(ctx context.Context, db *sql.DB) (fileHeader, error) {
	var is fileHeader
	row := db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT journal_mode FROM pragma_journal_mode),
		(SELECT CASE WHEN count(*) = sum(name = 'goose_db_version') THEN -1 ELSE count(*) END
		   FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'),
		EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'goose_db_version')`)
	err := row.Scan(&is.application, &is.version, &is.mode, &is.tables, &is.migrated)
	if err == nil {
		err = is.checkOwner()
	}
	if err == nil && is.migrated {
		_, err = readMigration(ctx, db, sqliteVersion)
	}
	return is, err
}
