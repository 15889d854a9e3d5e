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
	readAt  time.Time
	entries []intake.Entry
}

func (f *folderCache) listFolder(ctx context.Context, folder intake.FileBrowser, dir intake.Ref) ([]intake.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dir == dir && time.Since(f.readAt) < listingLifetime {
		return f.entries, nil
	}
	entries, err := folder.List(ctx, dir)
	if err != nil {
		return nil, err
	}
	f.dir, f.readAt, f.entries = dir, time.Now(), entries
	return entries, nil
}
