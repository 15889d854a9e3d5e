package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// classifyError drops the texts of SQLite and database/sql: they may quote what is
// stored.
func (sqliteEngine) classifyError(err error) error {
	var coded *sqlite.Error
	switch {
	case errors.As(err, &coded):
		return errorFromCode(coded.Code())
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	}
	return ErrDamaged // a value of the wrong type, an unreadable schema
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
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_ERROR, lib.SQLITE_FORMAT, lib.SQLITE_MISMATCH:
		return ErrDamaged
	case lib.SQLITE_INTERRUPT:
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	}
	return fmt.Errorf("its database reported error %d; try again", code)
}

// isConflict reports whether the database refused an entry for its position, its
// predecessor or its ID. A CHECK or NOT NULL violation is no conflict: the
// entry itself is wrong and will be wrong on the next head too.
func (sqliteEngine) isConflict(err error) bool {
	var coded *sqlite.Error
	return errors.As(err, &coded) && isConflictCode(coded.Code())
}

func isConflictCode(code int) bool {
	return code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_TRIGGER
}

// errorFromSystem turns an error of the operating system into one of ours: its own
// text names the path.
func errorFromSystem(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EIO):
		return ErrDisk
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return ErrNotAFile
	}
	return ErrReadOnly
}
