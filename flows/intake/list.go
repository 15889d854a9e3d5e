package intake

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows"
)

// How much of a folder is read at a time, in names, and for how many names the
// size and the time are asked. The rest is listed without them, so that a folder
// of a hundred thousand files costs no more than its names.
const (
	firstChunk    = 256
	laterChunk    = 2048
	statsAccepted = 4000
	statsOther    = 1000
)

// List returns a whole folder in the order of Order. Hidden names are left out,
// and so is what is neither a file, a link nor a folder. The error is a *Problem
// or the context's own.
func (f Folder) List(ctx context.Context, dir Ref, want Want) ([]Entry, error) {
	var chunks [][]Entry
	for chunk, err := range f.Chunks(ctx, dir, want) {
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, chunk)
	}
	all := slices.Concat(chunks...)
	slices.SortFunc(all, Order)
	return all, nil
}

// Chunks returns the entries of a folder as they are read, unsorted, the first
// few hundred at once, so that a screen has something to show while a large
// folder is still being read. An error ends it.
func (f Folder) Chunks(ctx context.Context, dir Ref, want Want) iter.Seq2[[]Entry, error] {
	return func(yield func([]Entry, error) bool) {
		opened, err := openFolder(dir.path)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = opened.Close() }()
		l := lister{folder: f, dir: withSeparator(dir.path), want: want, left: [2]int{statsAccepted, statsOther}}
		l.read(ctx, opened, yield)
	}
}

// Order compares two entries for slices.SortFunc: accepted endings before other
// pictures before other files, each newest first; then folders by name.
func Order(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		b.Modified.Compare(a.Modified),
		strings.Compare(a.Path.path, b.Path.path),
	)
}

// withSeparator makes a folder a prefix: joining anew for every name costs more
// than reading it.
func withSeparator(dir string) string {
	return strings.TrimRight(filepath.Clean(dir), string(filepath.Separator)) + string(filepath.Separator)
}

// lister is one reading of one folder.
type lister struct {
	folder Folder
	dir    string // ends in a separator
	want   Want
	left   [2]int // how many more sizes may be asked: accepted endings, others
}

func (l *lister) read(ctx context.Context, opened *os.File, yield func([]Entry, error) bool) {
	for size := firstChunk; ; size = laterChunk {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		names, err := opened.ReadDir(size)
		if len(names) > 0 && !yield(l.entries(names), nil) {
			return
		}
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			yield(nil, &Problem{Code: Unreadable, cause: bare(err)})
			return
		}
	}
}

func (l *lister) entries(names []fs.DirEntry) []Entry {
	entries := make([]Entry, 0, len(names))
	for _, name := range names {
		if strings.HasPrefix(name.Name(), ".") {
			continue
		}
		if entry, ok := l.entry(name); ok {
			entries = append(entries, entry)
		}
	}
	return entries
}

// entry makes one line; false for pipes, devices and what has gone meanwhile.
func (l *lister) entry(found fs.DirEntry) (Entry, bool) {
	name := found.Name()
	e := Entry{Name: flows.Untrusted(name), Path: Ref{l.dir + name}, Bytes: -1}
	switch kind := found.Type(); {
	case kind.IsDir():
		e.Dir, e.rank, e.Fitness = true, rankFolder, Fitness{Word: Inside}
		return e, true
	case kind&fs.ModeSymlink != 0:
		e.rank, e.Fitness = rankOther, Fitness{Word: NotSendable}
		return e, true
	case !kind.IsRegular():
		return e, false
	}
	e.rank = rankOf(name)
	if l.mayAsk(e.rank) {
		info, err := found.Info()
		if err != nil {
			return e, false
		}
		e.Bytes, e.Modified = info.Size(), info.ModTime()
	}
	e.Fitness = FitnessOf(name, e.Bytes, l.want, l.folder.limits)
	return e, true
}

// mayAsk spends one question about size and time. Other files have a share of
// their own, so that they cannot use up that of the accepted ones.
func (l *lister) mayAsk(r rank) bool {
	share := &l.left[1]
	if r == rankAccepted {
		share = &l.left[0]
	}
	*share--
	return *share >= 0
}
