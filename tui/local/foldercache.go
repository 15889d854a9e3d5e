package local

import (
	"context"
	"sync"
	"time"

	"dossier/flows/intake"
)

// fresh is how long a listed folder is used again: long enough while an operator
// types, short enough for a file that was just saved to appear.
const fresh = 2 * time.Second

// folderCache keeps the folder that was listed last: every typed letter asks for the
// same one, and a folder of 100,000 files takes a third of a second.
type folderCache struct {
	mu      sync.Mutex
	dir     intake.Ref
	want    intake.Purpose
	readAt  time.Time
	entries []intake.Entry
}

func (s *folderCache) listFolder(ctx context.Context, folder intake.FileBrowser, dir intake.Ref, want intake.Purpose) ([]intake.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == dir && s.want == want && time.Since(s.readAt) < fresh {
		return s.entries, nil
	}
	entries, err := folder.List(ctx, dir, want)
	if err != nil {
		return nil, err
	}
	s.dir, s.want, s.readAt, s.entries = dir, want, time.Now(), entries
	return entries, nil
}
