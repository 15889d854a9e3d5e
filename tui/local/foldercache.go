package local

import (
	"context"
	"sync"
	"time"

	"dossier/flows/intake"
)

// listingLifetime is how long a listed folder is used again: long enough while an operator
// types, short enough for a file that was just saved to appear.
const listingLifetime = 2 * time.Second

// folderCache keeps the folder that was listed last: every typed letter asks for the
// same one, and a folder of 100,000 files takes a third of a second.
type folderCache struct {
	mu      sync.Mutex
	dir     intake.Ref
	readAt  time.Time // when its listing began
	entries []intake.Entry
}

// listFolder is the kept listing of a folder, or a new one by list. A folder that does not
// answer, as on a drive that is gone, keeps no other one waiting.
func (f *folderCache) listFolder(ctx context.Context, dir intake.Ref, list func(context.Context, intake.Ref) ([]intake.Entry, error)) ([]intake.Entry, error) {
	if entries, ok := f.find(dir); ok {
		return entries, nil
	}
	begun := time.Now()
	entries, err := list(ctx, dir)
	if err != nil {
		return nil, err
	}
	f.keep(dir, begun, entries)
	return entries, nil
}

func (f *folderCache) find(dir intake.Ref) ([]intake.Entry, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.entries, f.dir == dir && time.Since(f.readAt) < listingLifetime
}

// keep keeps a listing unless a later one is kept.
func (f *folderCache) keep(dir intake.Ref, begun time.Time, entries []intake.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if begun.Before(f.readAt) {
		return
	}
	f.dir, f.readAt, f.entries = dir, begun, entries
}
