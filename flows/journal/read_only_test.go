//go:build unix

package journal_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
)

// nobody is the user as whom root looks at what it may not write: for root
// itself there is no such thing.
const nobody = 65534

// TestAReadOnlyCopyIsRead proves that a copy of a journal which cannot be written
// can be read: no file is made next to it. A copy with a log that
// belongs to it is refused, because its end would be missing without a word.
func TestAReadOnlyCopyIsRead(t *testing.T) {
	if folder := os.Getenv("DOSSIER_STILL"); folder != "" {
		lookAtCopies(t, folder)
		return
	}
	folder, err := os.MkdirTemp("", "dossier-still-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, name := range []string{"plain", "logged", "file"} {
			_ = os.Chmod(filepath.Join(folder, name), 0o700)
		}
		_ = os.RemoveAll(folder)
	})
	makeCopies(t, folder)
	if os.Geteuid() != 0 {
		lookAtCopies(t, folder)
		return
	}
	program := filepath.Join(folder, "test")
	copyFile(t, os.Args[0], program, 0o755)
	if err := errors.Join(os.Chmod(folder, 0o755), filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, nobody, nobody))
	})); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestAReadOnlyCopyIsRead$", "-test.v")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "DOSSIER_STILL="+folder, "TMPDIR="+folder, "HOME="+folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestAReadOnlyCopyIsRead") {
		t.Errorf("%v\n%s", err, out)
	}
}

// makeCopies puts copies of a journal into folders that cannot be written: one
// of a closed journal, one with the log of an open one, and one of which only
// the file cannot be written.
func makeCopies(t *testing.T, folder string) {
	t.Helper()
	path := filepath.Join(folder, "source", "j.db")
	j := journaltest.OpenAt(t, path)
	e := flows.Entry{Seq: 1, ID: "e1", At: time.Now().UTC(), Session: "s", Operator: "maya", Event: flows.Opened{}}
	if out := j.Append(t.Context(), flows.Key{Origin: "https://personr.test", Applicant: "1x1"}, e, flows.Summary{}); out.Result != journal.Done {
		t.Fatal(out.Err)
	}
	put := func(name string, mode os.FileMode, ends ...string) {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, end := range ends {
			copyFile(t, path+end, filepath.Join(folder, name, "j.db"+end), 0o400)
		}
		if err := os.Chmod(filepath.Join(folder, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	put("logged", 0o500, "", "-wal")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	put("plain", 0o500, "")
	put("file", 0o700, "")
}

func copyFile(t *testing.T, from, to string, mode os.FileMode) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
}

func lookAtCopies(t *testing.T, folder string) {
	for _, name := range []string{"plain", "file"} {
		j, err := journal.OpenReadOnly(t.Context(), filepath.Join(folder, name, "j.db"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n := 0
		if err := j.Records(t.Context(), func(chain.Record) error { n++; return nil }); err != nil || n != 1 {
			t.Errorf("%s: %d records, %v", name, n, err)
		}
		if list, err := os.ReadDir(filepath.Join(folder, name)); err != nil || len(list) != 1 {
			t.Errorf("%s: %d files beside it, %v", name, len(list)-1, err)
		}
		if err := j.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := journal.OpenReadOnly(t.Context(), filepath.Join(folder, "logged", "j.db")); !errors.Is(err, journal.ErrPendingLog) {
		t.Errorf("a copy with a log: %v", err)
	}
	if _, err := journal.Open(t.Context(), filepath.Join(folder, "plain", "j.db"), journaltest.AuditKey); err == nil {
		t.Error("it was opened for writing: this shows nothing")
	}
}
