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

// closeTimeout is how long the answers are waited for now that the desk closes.
func (d *Desk) closeTimeout() time.Duration {
	if longer := d.cfg.longerClose; longer.why != nil && errors.Is(context.Cause(d.ctx), longer.why) {
		return longer.timeout
	}
	return d.cfg.CloseTimeout
}
