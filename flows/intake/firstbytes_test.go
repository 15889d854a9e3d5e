package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows/foreign"
)

// A file without the ending of a picture is listed as what its first bytes are, before
// those that are none.
func TestAListLooksAtFirstBytes(t *testing.T) {
	jpeg, heic := "\xff\xd8\xff\xe0", "\x00\x00\x00\x18ftypheic"
	root := t.TempDir()
	for name, content := range map[string]string{
		"IMG_1259.HEIC": jpeg, "noending": jpeg, "scan.jpg.download": jpeg, "scan.jpg ": jpeg, "really.heic": heic, "noending2": heic,
		"notes.txt": "hello", "card.docx": "%PDF-1.4", "empty.heic": "",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entries := listUnhurried(t, root)
	want := map[string]string{
		"IMG_1259.HEIC": "JPEG", "noending": "JPEG", "scan.jpg.download": "JPEG", "scan.jpg ": "JPEG", "really.heic": "HEIC", "noending2": "HEIC",
		"notes.txt": OtherFile, "card.docx": "PDF", "empty.heic": IsEmpty,
	}
	for i, e := range entries {
		name := foreign.Reveal(e.Name)
		if e.Fitness.Word != want[name] {
			t.Errorf("%q is listed as %q, want %q", name, e.Fitness.Word, want[name])
		}
		if sendable := e.Fitness.Word == "JPEG" || e.Fitness.Word == "PDF"; sendable != (i < 5) {
			t.Errorf("%q is at row %d", name, i)
		}
	}
}

func TestOnlyTheNewestFilesAreOpenedForAList(t *testing.T) {
	root := t.TempDir()
	newest := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for i := range maxPeeks + 3 {
		path := filepath.Join(root, fmt.Sprintf("f%03d", i))
		at := newest.Add(-time.Duration(i) * time.Minute)
		if err := errors.Join(os.WriteFile(path, []byte("\xff\xd8\xff\xe0"), 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	opened := 0
	for _, e := range listUnhurried(t, root) {
		if e.Fitness.Word == "JPEG" {
			opened++
		}
	}
	if opened != maxPeeks {
		t.Errorf("%d files were opened", opened)
	}
}

// listUnhurried lists a folder on a clock that stands still, so that the time for the look at
// first bytes never ends.
func listUnhurried(t *testing.T, root string) (entries []Entry) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		if entries, err = NewFileBrowser("", "").List(t.Context(), Ref{root}); err != nil {
			t.Fatal(err)
		}
	})
	return entries
}

// A list does not wait for a slow disk: when the time is over, the rest stays as its names say.
func TestLookAtFirstBytesEndsInTime(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "noending")
	if err := os.WriteFile(path, []byte("\xff\xd8\xff\xe0"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries := []Entry{{Path: Ref{path}, Bytes: 4, rank: rankOther, Fitness: Fitness{Word: OtherFile}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	NewFileBrowser("", "").rateByFirstBytes(ctx, entries)
	if entries[0].Fitness.Word != OtherFile {
		t.Errorf("rated as %q after the end", entries[0].Fitness.Word)
	}
	synctest.Test(t, func(t *testing.T) {
		NewFileBrowser("", "").rateByFirstBytes(t.Context(), entries)
	})
	if entries[0].Fitness.Word != "JPEG" {
		t.Errorf("rated as %q in time", entries[0].Fitness.Word)
	}
}
