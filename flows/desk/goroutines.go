package desk

import (
	"context"
	"sync"
	"time"
)

// A panic that is not caught is printed with its value, and a value of ours can
// hold a person's name or the bytes of a picture. So every goroutine of a desk
// catches its own. What it was doing is then in the state in which a killed
// program leaves it, which the journal is made for.

// goroutines are those that Close waits for.
type goroutines struct {
	cfg Config
	all sync.WaitGroup
}

func (g *goroutines) start(f func()) { g.all.Go(func() { g.runRecovering(f) }) }

func (g *goroutines) runRecovering(f func()) {
	defer g.cfg.recoverPanic()
	f()
}

// waitChannel is closed when all have ended.
func (g *goroutines) waitChannel() <-chan struct{} {
	ended := make(chan struct{})
	go func() { g.all.Wait(); close(ended) }()
	return ended
}

// recoverPanic is deferred: it reports a panic to the program, without the value.
func (c Config) recoverPanic() {
	if c.OnPanic == nil {
		return
	}
	if recover() != nil {
		c.OnPanic()
	}
}

// sleepContext waits, or ends with the context.
func sleepContext(ctx context.Context, wait time.Duration) error {
	t := time.NewTimer(max(wait, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
