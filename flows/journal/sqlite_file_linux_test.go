package journal

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// nobody is the user as whom the child runs when the tests run as root, whom
// permissions do not stop.
const nobody = 65534

func TestAReadOnlyFolderIsSaid(t *testing.T) {
	for name, prepare := range map[string]func(path string) error{
		"without a journal": func(string) error { return nil },
		"with a journal": func(path string) error {
			s, err := Open(t.Context(), path, testKeys)
			if err != nil {
				return err
			}
			return s.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := os.MkdirTemp("", "journal")
			requireNoErrors(t, err)
			folder := filepath.Join(root, "data")
			t.Cleanup(func() { _, _ = os.Chmod(folder, 0o700), os.RemoveAll(root) })
			path := filepath.Join(folder, "journal.db")
			requireNoErrors(t, os.Chmod(root, 0o755), os.Mkdir(folder, 0o700), prepare(path))
			child := rerunAsNobody(t, folder, "child:open", path)
			requireNoErrors(t, os.Chmod(folder, 0o500))
			said, err := child.Output()
			if err != nil || string(said) != ErrReadOnly.Error() {
				t.Errorf("said %q, %v", said, err)
			}
		})
	}
}

// rerunAsNobody is rerunBinary as a user whom permissions stop, who gets the folder with
// all that is in it.
func rerunAsNobody(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	child := rerunBinary(args...)
	child.Path = "/proc/self/exe" // the binary's own folder may be closed to nobody
	child.Dir = "/"
	if os.Geteuid() == 0 {
		requireNoErrors(t, filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			return errors.Join(err, os.Lchown(path, nobody, nobody))
		}))
		child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return child
}

// TestAWriteProtectedIndexDoesNotCloseTheJournal has what an opening for reading left
// beside a journal whose own mode was mended since.
func TestAWriteProtectedIndexDoesNotCloseTheJournal(t *testing.T) {
	root, err := os.MkdirTemp("", "journal")
	requireNoErrors(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	folder := filepath.Join(root, "data")
	path := filepath.Join(folder, "journal.db")
	requireNoErrors(t, os.Chmod(root, 0o755), open(t, path).Close())
	for _, ending := range []string{"-shm", "-wal"} {
		requireNoErrors(t, os.WriteFile(path+ending, nil, 0o400))
	}
	if said, err := rerunAsNobody(t, folder, "child:open", path).Output(); err != nil || string(said) != "opened" {
		t.Errorf("said %q, %v", said, err)
	}
}

func TestAFolderOfAnotherUserIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		if _, err := checkPrivate("/", os.Stat, os.ModeDir, ""); err != ErrNotOurs {
			t.Errorf("the root folder: %v", err)
		}
		return
	}
	path := place(t)
	requireNoErrors(t, os.Mkdir(filepath.Dir(path), 0o700), os.Chown(filepath.Dir(path), nobody, nobody))
	if _, err := Open(t.Context(), path, testKeys); err != ErrNotOurs {
		t.Errorf("%v", err)
	}
}
