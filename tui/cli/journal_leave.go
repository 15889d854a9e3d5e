package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dossier/flows/chain"
	"dossier/flows/journal"
)

// mayLeave makes sure that a journal can be copied, before anything is made:
// nobody has a dossier open in it, and it is as it was written.
func (o *options) mayLeave(ctx context.Context, source *journal.Journal) error {
	now := time.Now()
	list, err := source.Busy(ctx, now.Add(-journal.GoneAfter))
	if err != nil {
		return copyProblem("FROM", err)
	}
	if list = here(list, now); len(list) > 0 {
		return problem(Occupied, "nothing was copied: %s a dossier of FROM open; close every one and copy again", have(list))
	}
	f, err := o.prove(ctx, source, ofJournal(o.keptHeads(), source.ID()))
	switch {
	case err != nil:
		return copyProblem("FROM", err)
	case !f.whole():
		return problem(Failure, "nothing was copied: FROM is not as it was written: %s; keep it as it is and run audit verify on it", f.faults()[0])
	}
	return nil
}

// keptHeads are those that were written down on this computer, if any: what they
// do not show, audit verify says.
func (o *options) keptHeads() []chain.Head {
	path := o.headsFile()
	if path == "" {
		return nil
	}
	list, _, _ := readHeads(path, nil)
	return list
}

// badCopy says what became of a copy that does not verify.
func badCopy(f finding, removed bool) error {
	what := "do not use TO, and empty it before you copy again"
	if removed {
		what = "it was removed again"
	}
	return problem(Failure, "the copy does not verify: %s; %s. FROM is whole and goes on as it is; check the disk of TO", f.faults()[0], what)
}

// newFiles are the files that opening a journal makes.
type newFiles struct {
	path   string // "" when none is made: a database, or a file that was there
	folder bool   // its folder is made too
}

// filesAt looks at what is there before a journal is opened.
func filesAt(place string) newFiles {
	if _, err := os.Lstat(place); journal.IsDatabase(place) || !errors.Is(err, fs.ErrNotExist) {
		return newFiles{}
	}
	_, err := os.Lstat(filepath.Dir(place))
	return newFiles{place, errors.Is(err, fs.ErrNotExist)}
}

// remove takes them away again and reports whether they are gone.
func (f newFiles) remove() bool {
	if f.path == "" {
		return false
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(f.path + end)
	}
	if f.folder {
		_ = os.Remove(filepath.Dir(f.path)) // when nothing else is in it
	}
	_, err := os.Lstat(f.path)
	return errors.Is(err, fs.ErrNotExist)
}
