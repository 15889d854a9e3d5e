package wizard

import (
	"context"
	"sync"
)

// Changes counts the changes of something and lets others wait for the next one.
type Changes struct {
	mu      sync.Mutex
	version uint64
	next    chan struct{} // closed by the next change
}

// NewChanges returns a count of nothing yet.
func NewChanges() *Changes { return &Changes{next: make(chan struct{})} }

// Follow counts each tick until ctx ends.
func (c *Changes) Follow(ctx context.Context, ticks <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			c.Add()
		}
	}
}

// now is the present version, and what is closed when it is not any more.
func (c *Changes) now() (uint64, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version, c.next
}

// Wait returns when the version is another one, or when ctx ends.
func (c *Changes) Wait(ctx context.Context, version uint64) {
	now, next := c.now()
	if now != version {
		return
	}
	select {
	case <-next:
	case <-ctx.Done():
	}
}

// Add counts a change.
func (c *Changes) Add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	close(c.next)
	c.next = make(chan struct{})
}

// Version is how many changes there were.
func (c *Changes) Version() uint64 {
	version, _ := c.now()
	return version
}
