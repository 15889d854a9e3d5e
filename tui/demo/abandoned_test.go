//go:build unix

package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dossier/tui/local"
)

// newFolder makes a folder of a demo below parent that has the entries of a running one.
func newFolder(t *testing.T, parent, name string) (folder string, mark *os.File) {
	t.Helper()
	folder = filepath.Join(parent, name)
	err := errors.Join(os.MkdirAll(filepath.Join(folder, "pictures", "anna"), 0o700), os.MkdirAll(filepath.Join(folder, "journal"), 0o700),
		os.WriteFile(filepath.Join(folder, "pictures", "anna", "front.jpg"), nil, 0o600))
	if mark = folders.Hold(folder); err != nil || mark == nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mark.Close() })
	return folder, mark
}

// TestOnlyAbandonedDemosAreRemoved proves for everything that resembles the folder of a demo
// which was killed whether it is removed.
func TestOnlyAbandonedDemosAreRemoved(t *testing.T) {
	outside := t.TempDir()
	precious := filepath.Join(outside, "precious")
	if err := os.WriteFile(precious, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		name    string
		runs    bool
		change  func(folder, mark string) error
		removed bool
	}{
		"killed":                 {removed: true},
		"killed before pictures": {change: func(folder, _ string) error { return os.RemoveAll(filepath.Join(folder, "pictures")) }, removed: true},
		"with a link in it":      {change: func(folder, _ string) error { return os.Symlink(outside, filepath.Join(folder, "pictures", "link")) }, removed: true},
		"runs":                   {runs: true},
		"an earlier version":     {change: func(_, mark string) error { return os.Remove(mark) }},
		"just begun": {change: func(folder, _ string) error {
			return errors.Join(os.RemoveAll(folder), os.Mkdir(folder, 0o700))
		}},
		"something else in it": {change: func(folder, _ string) error { return os.WriteFile(filepath.Join(folder, "passport.jpg"), nil, 0o600) }},
		"another name":         {name: "dossier-demos"},
		"the mark is a link":   {change: func(_, mark string) error { return errors.Join(os.Remove(mark), os.Symlink(precious, mark)) }},
		"the mark is a folder": {change: func(_, mark string) error { return errors.Join(os.Remove(mark), os.Mkdir(mark, 0o700)) }},
		"a mark of others":     {change: func(_, mark string) error { return os.Chmod(mark, 0o644) }},
		"a link to a folder": {change: func(folder, _ string) error {
			to := filepath.Join(outside, "moved")
			return errors.Join(os.Rename(folder, to), os.Symlink(to, folder))
		}},
	} {
		parent := t.TempDir()
		name := folders.Prefix + "1"
		if c.name != "" {
			name = c.name
		}
		folder, mark := newFolder(t, parent, name)
		if !c.runs {
			_ = mark.Close() // as the system does when its process has ended
		}
		if c.change != nil {
			if err := c.change(folder, filepath.Join(folder, folders.Mark)); err != nil {
				t.Fatal(err)
			}
		}
		folders.RemoveAbandoned(parent)
		if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) != c.removed {
			t.Errorf("%s: %v, removed is to be %t", what, err, c.removed)
		}
		if _, err := os.Stat(precious); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// TestTheNextDemoRemovesAnAbandonedOne proves that a demo removes what a killed one left, and
// nothing of one that runs at the same time.
func TestTheNextDemoRemovesAnAbandonedOne(t *testing.T) {
	env := testEnv(t)
	killed, mark := newFolder(t, os.TempDir(), folders.Prefix+"1")
	_ = mark.Close()
	err := Run(t.Context(), env, time.Minute, func(_ context.Context, first local.Settings) error {
		return Run(t.Context(), env, time.Minute, func(ctx context.Context, s local.Settings) error {
			_, _, end, err := s.OpenJournal(ctx)
			if err == nil {
				end()
			}
			if _, gone := os.Stat(killed); !errors.Is(gone, os.ErrNotExist) {
				t.Errorf("what the killed one left is there: %v", gone)
			}
			_, here := os.Stat(picturesFolder(t, first))
			return errors.Join(err, here)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
