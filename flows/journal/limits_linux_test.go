package journal

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dossier/flows"
)

// changeAttribute sets an attribute of a file until the test ends; the test is skipped
// where that is not possible.
func changeAttribute(t *testing.T, attribute, path string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "chattr", "+"+attribute, path).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("chattr", "-"+attribute, path).Run() })
}

// TestAnAttributeThatForbidsChangesIsNamed: neither its mode nor its owner says why such a
// journal cannot be written.
func TestAnAttributeThatForbidsChangesIsNamed(t *testing.T) {
	for _, attribute := range []string{"i", "a"} {
		t.Run(attribute, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "journal.db")
			s := open(t, path)
			fillEntries(t, s)
			later := open(t, path)
			changeAttribute(t, attribute, path+"-wal")
			changeAttribute(t, attribute, path)
			if out := later.Append(t.Context(), anna, entry(5, "later"), flows.Summary{}); out.Result != Done && !errors.Is(out.Err, ErrProtected) {
				t.Errorf("under an open journal: %v", out.Err)
			}
			if _, err := Open(t.Context(), path, testKeys); !errors.Is(err, ErrProtected) {
				t.Errorf("opened: %v", err)
			}
		})
	}
}

// TestASizeLimitIsNamed opens a journal in a process that may write no file.
func TestASizeLimitIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "journal.db")
	s := open(t, path)
	fillEntries(t, s)
	requireNoErrors(t, s.Close())
	for _, file := range []string{path, filepath.Join(t.TempDir(), "new", "journal.db")} {
		out, err := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 0; exec "$0" child:open "$1"`, os.Args[0], file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), ErrSizeLimit.Error()) {
			t.Errorf("%v: %s", err, out)
		}
	}
}
