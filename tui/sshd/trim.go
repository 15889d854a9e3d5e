package sshd

import (
	"context"
	"runtime/debug"
	"time"
)

// What a login leaves behind is larger than the session that goes on: the stacks that the key
// exchange grew, and the cells of the first frames. The runtime would keep it for minutes, as
// idle sessions make no garbage.
const (
	trimInterval = time.Minute
	trimRounds   = 3 // a stack shrinks by half each time
)

// The copies of a picture that passed through Go's own memory on its way, in the libraries of
// SSH and HTTP, can be zeroed by nobody: they are gone once the system has that memory back.
// The inbox, which keeps no copy there, says when a picture is not wanted any more.
const (
	wipeInterval = 5 * time.Second
	wipeRounds   = 2 // what is pooled is let go by the second collection (sync.Pool)
)

// trimMemory gives memory back to the system after sessions began.
func (s *Server) trimMemory(ctx context.Context) {
	trim(ctx, trimInterval, trimRounds, s.sessions.begun, debug.FreeOSMemory)
}

// wipeMemory gives memory back to the system after files were removed from an inbox.
func (v *Service) wipeMemory(ctx context.Context) {
	trim(ctx, wipeInterval, wipeRounds, v.inboxes.Freed, debug.FreeOSMemory)
}

// trim calls free a few times after the number that count returns has grown.
func trim(ctx context.Context, interval time.Duration, times int, count func() uint64, free func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	var last uint64
	rounds := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if now := count(); now != last {
			last, rounds = now, times
		}
		if rounds > 0 {
			rounds--
			free()
		}
	}
}
