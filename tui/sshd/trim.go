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

// trimMemory gives memory back to the system after sessions began.
func (s *Server) trimMemory(ctx context.Context) { trim(ctx, s.sessions.begun, debug.FreeOSMemory) }

// trim calls free a few times after the number that begun returns has grown.
func trim(ctx context.Context, begun func() uint64, free func()) {
	ticker := time.NewTicker(trimInterval)
	defer ticker.Stop()
	var last uint64
	rounds := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if now := begun(); now != last {
			last, rounds = now, trimRounds
		}
		if rounds > 0 {
			rounds--
			free()
		}
	}
}
