package sshd

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back a few times after a session began, and not while nothing does.
func TestMemoryIsGivenBackAfterLogins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var begun uint64
		freed := 0
		go trim(ctx, func() uint64 { return begun }, func() { freed++ })
		after := func(d time.Duration, want int) {
			t.Helper()
			time.Sleep(d)
			if synctest.Wait(); freed != want {
				t.Errorf("given back %d times, want %d", freed, want)
			}
		}
		after(time.Hour, 0)
		begun++
		after(trimInterval, 1)
		begun++
		after(time.Hour, 1+trimRounds)
		cancel()
		begun++
		after(time.Hour, 1+trimRounds)
	})
}
