package serve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInitWritesAllFilesOrNone proves that a failure leaves nothing behind, so that init can
// be run again, and takes away nothing that others wrote.
func TestInitWritesAllFilesOrNone(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "other"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeNewFiles(folder, []newFile{{"first", []byte("a")}, {"second", []byte("b")}, {filepath.Join("missing", "third"), []byte("c")}})
	if err == nil || strings.Contains(err.Error(), folder) {
		t.Errorf("%v", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 || entries[0].Name() != "other" {
		t.Errorf("left: %v", entries)
	}
	if err := writeNewFiles(folder, []newFile{{"first", []byte("a")}, {"first", []byte("b")}}); err == nil {
		t.Error("a file was written twice")
	}
}
