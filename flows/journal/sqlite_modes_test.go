//go:build unix

package journal

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// starve leaves this process no handle to open a file with, whatever it has open.
func starve() {
	_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 3, Max: 3})
}

func TestTooManyOpenFilesAreReported(t *testing.T) {
	places := map[string]string{"a new file": filepath.Join(t.TempDir(), "data", "journal.db"), "a file": place(t)}
	requireNoErrors(t, open(t, places["a file"]).Close())
	for name, path := range places {
		said, err := rerunBinary("child:starved", path).Output()
		if err != nil || string(said) != ErrTooManyFiles.Error() {
			t.Errorf("%s: said %q, %v", name, said, err)
		}
	}
}

func TestAWriteProtectedJournalIsReportedAndLeavesNoFiles(t *testing.T) {
	path := place(t)
	requireNoErrors(t, open(t, path).Close(), os.Chmod(path, 0o400))
	if s, err := Open(t.Context(), path, testKeys); !errors.Is(err, ErrWriteProtected) {
		_ = s.Close()
		t.Errorf("opened: %v", err)
	}
	if list, err := os.ReadDir(filepath.Dir(path)); err != nil || len(list) != 1 {
		t.Errorf("%d files are left, %v", len(list), err)
	}
	requireNoErrors(t, os.Chmod(path, 0o600), open(t, path).Close())
}
