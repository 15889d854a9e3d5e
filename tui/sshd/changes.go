package sshd

import (
	"context"
	"sync"
)

// changes counts the changes of something and lets others wait for the next one.
type changes struct {
	mu      sync.Mutex
	version uint64
	next    chan struct{} // closed by the next change
}

func newChanges() *changes { return &changes{next: make(chan struct{})} }

// follow counts each tick until ctx ends.
func (c *changes) follow(ctx context.Context, ticks <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			c.mu.Lock()
			c.version++
			close(c.next)
			c.next = make(chan struct{})
			c.mu.Unlock()
		}
	}
}

// now is the present version, and what is closed when it is not any more.
func (c *changes) now() (uint64, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version, c.next
}

// wait returns when the version is another one, or when ctx ends.
func (c *changes) wait(ctx context.Context, version uint64) {
	now, next := c.now()
	if now != version {
		return
	}
	select {
	case <-next:
	case <-ctx.Done():
	}
}
