package record

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dossier/flows/journal"
	"dossier/tui/cli"
)

// checkCopyable makes sure that a journal can be copied, before anything is made:
// nobody has a dossier open in it, and it is as it was written.
func (c command) checkCopyable(ctx context.Context, source *journal.Journal) error {
	now := time.Now()
	list, err := source.ActivePresences(ctx, now.Add(-journal.GoneAfter))
	if err != nil {
		return copyProblem("FROM", err)
	}
	if list = activePresences(list, now); len(list) > 0 {
		return cli.Problemf(cli.ExitOccupied, "nothing was copied: %s a dossier of FROM open; close every one and copy again", describePresence(list))
	}
	kept, _ := c.RecordedHeads() // what is wrong with the file, audit verify says
	f := verifyResult{knownHeads: knownHeads{list: headsOfJournal(kept.Heads, source.ID())}}
	err = c.verifyJournal(ctx, source, &f)
	switch {
	case err != nil:
		return copyProblem("FROM", err)
	case !f.isWhole():
		return cli.Problemf(cli.ExitFailure, "nothing was copied: FROM is not as it was written: %s; keep it as it is and run audit verify on it", f.faultTexts()[0])
	}
	return nil
}

// badCopyProblem says what became of a copy that does not verify.
func badCopyProblem(f verifyResult, removed bool) error {
	what := "do not use TO, and empty it before you copy again"
	if removed {
		what = "it was removed again"
	}
	return cli.Problemf(cli.ExitFailure, "the copy does not verify: %s; %s. FROM is whole and goes on as it is; check the disk of TO", f.faultTexts()[0], what)
}

// createdFiles are the files that opening a journal makes.
type createdFiles struct {
	path   string // "" when none is made: a database, or a file that was there
	folder bool   // its folder is made too
}

// filesToCreate looks at what is there before a journal is opened.
func filesToCreate(place string) createdFiles {
	if _, err := os.Lstat(place); journal.IsPostgresAddress(place) || !errors.Is(err, fs.ErrNotExist) {
		return createdFiles{}
	}
	_, err := os.Lstat(filepath.Dir(place))
	return createdFiles{place, errors.Is(err, fs.ErrNotExist)}
}

// removeAll removes them and reports whether they are gone.
func (f createdFiles) removeAll() bool {
	if f.path == "" {
		return false
	}
	removeFiles(f.path, f.path+"-wal", f.path+"-shm")
	if f.folder {
		removeFiles(filepath.Dir(f.path)) // when nothing else is in it
	}
	_, err := os.Lstat(f.path)
	return errors.Is(err, fs.ErrNotExist)
}
