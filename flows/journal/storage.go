package journal

import (
	"context"
	"fmt"
)

// maxStorageFaults bounds how many faults of a file are counted.
const maxStorageFaults = 100

// StorageFaults counts what is wrong with the file of a journal below its rows, up to 100:
// pages that cannot be read as SQLite writes them, indexes that do not name the rows of
// their tables, rows that break a constraint. It reads the whole file at one moment, also
// the pages that no record is on. What SQLite says of a fault is dropped: it may quote what is
// stored. A journal in a database server has none that can be seen from here.
func (j *Journal) StorageFaults(ctx context.Context) (n int, err error) {
	if _, isFile := j.engine.(sqliteEngine); !isFile {
		return 0, nil
	}
	rows, err := j.bulkRead.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", maxStorageFaults))
	if err != nil {
		return 0, j.journalError(err)
	}
	faults, err := collectRows(rows, func(scan rowScanner) (text string, err error) {
		err = scan(&text)
		return text, err
	})
	if len(faults) == 1 && faults[0] == "ok" {
		return 0, j.journalError(err)
	}
	return min(len(faults), maxStorageFaults), j.journalError(err)
}
