package desk

import (
	"context"
	"errors"
	"time"
)

// longerClose is a CloseTimeout for desks that end for a reason.
type longerClose struct {
	why     error // the cause of the end of their context; nil: none
	timeout time.Duration
}

// WaitLonger gives the desks that are opened from now on another CloseTimeout if their
// context ends because of why.
func (ds *Desks) WaitLonger(why error, timeout time.Duration) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.cfg.longerClose = longerClose{why, timeout}
}

// timeoutFor is how long a desk waits for answers when its context has ended.
func (c Config) timeoutFor(ended context.Context) time.Duration {
	if longer := c.longerClose; longer.why != nil && errors.Is(context.Cause(ended), longer.why) {
		return longer.timeout
	}
	return c.CloseTimeout
}
