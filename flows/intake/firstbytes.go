package intake

import (
	"context"
	"slices"
	"time"
)

// How many files without the ending of an accepted type are opened for one list, the newest
// of the pictures first, and for how long: a list must not wait for a slow disk.
const (
	maxPeeks     = 64
	peekDuration = 200 * time.Millisecond
)

// rateByFirstBytes rates the files again whose names do not claim an accepted type: a JPEG
// that is called .HEIC, has no ending, or ends in .download is a JPEG. The entries are sorted
// before and after.
func (f FileBrowser) rateByFirstBytes(ctx context.Context, entries []Entry) {
	ctx, stop := context.WithTimeout(ctx, peekDuration)
	defer stop()
	left, changed := maxPeeks, false
	for i := range entries {
		e := &entries[i]
		if e.Dir || e.rank == rankAccepted || e.Bytes <= 0 || e.Fitness.Word == LinkEntry {
			continue
		}
		if left--; left < 0 || ctx.Err() != nil {
			break
		}
		content := readFirstBytes(e.Path.path)
		if content == Unknown {
			continue
		}
		e.rank, e.Fitness = rankOf(content), FitnessOf(content, e.Bytes, f.limits)
		changed = true
	}
	if changed {
		slices.SortFunc(entries, compareEntries)
	}
}

// readFirstBytes is what the beginning of a file shows it to be; Unknown if it cannot be
// read.
func readFirstBytes(path string) Content {
	src, info, err := openFile(path)
	if err != nil {
		return Unknown
	}
	defer func() { _ = src.Close() }()
	head := make([]byte, min(sniffLen, info.Size()))
	if n, err := src.ReadAt(head, 0); n < len(head) && err != nil {
		return Unknown
	}
	return sniffContent(head)
}
