package local

import (
	"context"
	"sync"
	"time"

	"dossier/flows/intake"
)

// fresh is how long a read folder is used again: long enough for somebody who
// types, short enough for a file that was just saved.
const fresh = 2 * time.Second

// shelf remembers the folder that was read last: every typed letter asks for
// the same one, and a folder of 100,000 files takes a third of a second.
type shelf struct {
	mu      sync.Mutex
	dir     intake.Ref
	want    intake.Want
	at      time.Time
	entries []intake.Entry
}

func (s *shelf) list(ctx context.Context, folder intake.Folder, dir intake.Ref, want intake.Want) ([]intake.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == dir && s.want == want && time.Since(s.at) < fresh {
		return s.entries, nil
	}
	entries, err := folder.List(ctx, dir, want)
	if err != nil {
		return nil, err
	}
	s.dir, s.want, s.at, s.entries = dir, want, time.Now(), entries
	return entries, nil
}
