//go:build unix

package journal

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"dossier/flows/chain"
)

// TestSpecialFilesBesideTheJournalAreRefused proves that nothing which SQLite opens beside the journal
// is a pipe: it would wait for it.
func TestSpecialFilesBesideTheJournalAreRefused(t *testing.T) {
	key := func(bool) (chain.AuditKey, error) { return chain.NewAuditKey(make([]byte, chain.AuditKeySize)) }
	for _, ending := range []string{"-wal", "-shm", "-journal"} {
		path := filepath.Join(t.TempDir(), "data", "journal.db")
		j, err := Open(t.Context(), path, key)
		requireNoErrors(t, err, j.Close(), syscall.Mkfifo(path+ending, 0o600))
		if _, err := Open(t.Context(), path, key); !errors.Is(err, ErrNotAFile) {
			t.Errorf("%s, to write: %v", ending, err)
		}
		if _, err := OpenReadOnly(t.Context(), path); !errors.Is(err, ErrNotAFile) {
			t.Errorf("%s, to read: %v", ending, err)
		}
	}
}
