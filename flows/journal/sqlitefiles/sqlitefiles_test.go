//go:build unix

package sqlitefiles

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestADatabaseKnowsItsFiles proves that every way to name a file of a database is
// recognised, whether the files exist or not.
func TestADatabaseKnowsItsFiles(t *testing.T) {
	for _, exists := range []bool{false, true} {
		folder := t.TempDir()
		place := filepath.Join(folder, "data", "journal.db")
		requireNoErrors(t, os.Mkdir(filepath.Dir(place), 0o700), os.Symlink("data", filepath.Join(folder, "link")))
		if exists {
			for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
				requireNoErrors(t, os.WriteFile(place+ending, nil, 0o600))
			}
			requireNoErrors(t, os.Link(place+"-wal", filepath.Join(folder, "second name")))
		}
		requireNoErrors(t, os.Symlink("data/journal.db-shm", filepath.Join(folder, "to the shm")), os.Symlink("to the shm", filepath.Join(folder, "to the link")))
		t.Chdir(folder)
		for path, want := range map[string]bool{
			place: true, place + "-wal": true, place + "-shm": true, place + "-journal": true, "data/journal.db-wal": true, "./data/../data/journal.db": true,
			"link/journal.db-wal": true, "data/Journal.db-WAL": true, "to the shm": true, "to the link": true, "second name": exists,
			"data/heads": false, "data/journal.db-wal2": false, "journal.db-wal": false, "data": false, place + "-wal.jsonl": false,
		} {
			for _, at := range []string{place, "data/journal.db", "link/journal.db"} {
				if Owns(at, path) != want {
					t.Errorf("exists %t: %s at %s: want %t", exists, path, at, want)
				}
			}
		}
	}
}

func requireNoErrors(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
