package intake

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sahilm/fuzzy"

	"dossier/flows/foreign"
)

// How much of a folder is read at a time, in names, and for how many names the
// size and the time are asked. The rest is listed without them, so that a folder
// of a hundred thousand files costs no more than its names.
const (
	chunkSize        = 2048
	maxStatsAccepted = 4000
	maxStatsOther    = 1000
)

// Entry is one line of a listed folder.
type Entry struct {
	Name     foreign.Text
	Path     Ref
	Bytes    int64     // -1 if not known
	Modified time.Time // zero if not known, and for folders
	Dir      bool
	Fitness  Fitness
	rank     rank
}

// List returns a whole folder in the order of compareEntries. Hidden names are left
// out, and so is what is neither a file, a link nor a folder. The error is a *Problem
// or the context's own.
func (f FileBrowser) List(ctx context.Context, dir Ref) ([]Entry, error) {
	opened, err := openFolder(dir.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	l := lister{folder: f, dir: withSeparator(dir.path), statsLeft: [2]int{maxStatsAccepted, maxStatsOther}}
	var all []Entry
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		names, err := opened.ReadDir(chunkSize)
		all = l.appendEntries(all, names)
		switch {
		case errors.Is(err, io.EOF):
			slices.SortFunc(all, compareEntries)
			f.rateByFirstBytes(ctx, all)
			return all, nil
		case err != nil:
			return nil, &Problem{Code: Unreadable, cause: stripPath(err)}
		}
	}
}

// compareEntries is the order of a list: accepted types before other
// pictures before other files, each newest first; then folders by name.
func compareEntries(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		b.Modified.Compare(a.Modified),
		strings.Compare(a.Path.path, b.Path.path),
	)
}

// withSeparator makes a folder a prefix: joining again for every name costs more
// than reading it.
func withSeparator(dir string) string {
	return strings.TrimRight(filepath.Clean(dir), string(filepath.Separator)) + string(filepath.Separator)
}

// lister is one reading of one folder.
type lister struct {
	folder    FileBrowser
	dir       string // ends in a separator
	statsLeft [2]int // how many more sizes may be asked: accepted endings, others
}

func (l *lister) appendEntries(entries []Entry, names []fs.DirEntry) []Entry {
	for _, name := range names {
		if strings.HasPrefix(name.Name(), ".") {
			continue
		}
		if entry, ok := l.newEntry(name); ok {
			entries = append(entries, entry)
		}
	}
	return entries
}

// newEntry makes one line; false for pipes, devices and what has gone meanwhile.
func (l *lister) newEntry(found fs.DirEntry) (Entry, bool) {
	name := found.Name()
	e := Entry{Name: foreign.Untrusted(name), Path: Ref{l.dir + name}, Bytes: -1}
	switch kind := found.Type(); {
	case kind.IsDir():
		e.Dir, e.rank, e.Fitness = true, rankFolder, Fitness{Word: FitnessFolder}
		return e, true
	case kind&fs.ModeSymlink != 0:
		e.rank, e.Fitness = rankOther, Fitness{Word: LinkEntry}
		return e, true
	case !kind.IsRegular():
		return e, false
	}
	content := contentFromName(name)
	e.rank = rankOf(content)
	if l.spendStat(e.rank) {
		info, err := found.Info()
		if err != nil {
			return e, false
		}
		e.Bytes, e.Modified = info.Size(), info.ModTime()
	}
	e.Fitness = FitnessOf(content, e.Bytes, l.folder.limits)
	return e, true
}

// spendStat spends one question about size and time. Other files have a share of
// their own, so that they cannot use up that of the accepted ones.
func (l *lister) spendStat(r rank) bool {
	share := &l.statsLeft[1]
	if r == rankAccepted {
		share = &l.statsLeft[0]
	}
	*share--
	return *share >= 0
}

// FilterEntries keeps the entries whose name holds the text, in any case and any spelling
// of accents and blanks; those that begin with it come first.
func FilterEntries(entries []Entry, text string) []Entry {
	if text == "" {
		return entries
	}
	text = foldName(text)
	var begins, holds []Entry
	for _, e := range entries {
		name := foldName(filepath.Base(e.Path.path))
		switch at := strings.Index(name, text); {
		case at == 0:
			begins = append(begins, e)
		case at > 0:
			holds = append(holds, e)
		}
	}
	if len(begins)+len(holds) > 0 {
		return append(begins, holds...)
	}
	return fuzzyFilter(entries, text)
}

// fuzzyFilter keeps the entries whose name holds the letters in order.
func fuzzyFilter(entries []Entry, text string) []Entry {
	var list []Entry
	for _, m := range fuzzy.FindFrom(text, entryNames(entries)) {
		list = append(list, entries[m.Index])
	}
	return list
}

type entryNames []Entry

func (n entryNames) String(i int) string { return foldSpelling(filepath.Base(n[i].Path.path)) }
func (n entryNames) Len() int            { return len(n) }
