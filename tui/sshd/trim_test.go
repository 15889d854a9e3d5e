package sshd

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back a few times after a session began, and not while nothing does.
func TestMemoryIsGivenBackAfterLogins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var begun atomic.Uint64
		var freed atomic.Int64
		go trim(ctx, trimInterval, trimRounds, begun.Load, func() { freed.Add(1) })
		after := func(d time.Duration, want int64) {
			t.Helper()
			time.Sleep(d)
			if synctest.Wait(); freed.Load() != want {
				t.Errorf("given back %d times, want %d", freed.Load(), want)
			}
		}
		after(time.Hour, 0)
		begun.Add(1)
		after(trimInterval, 1)
		begun.Add(1)
		after(time.Hour, 1+trimRounds)
		cancel()
		begun.Add(1)
		after(time.Hour, 1+trimRounds)
	})
}
