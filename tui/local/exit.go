package local

import (
	"sync"
	"time"
)

// exitTimeout is how long an abandoned wizard may go on: what became of a released picture
// is recorded meanwhile.
const exitTimeout = 600 * time.Millisecond

// delayedExit ends the process when the wizard cannot end by itself.
type delayedExit struct {
	exit  func() // ends the process; nil: nothing does
	mu    sync.Mutex
	timer *time.Timer
}

// start ends the process after exitTimeout. Only the first call counts.
func (e *delayedExit) start() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.exit != nil && e.timer == nil {
		e.timer = time.AfterFunc(exitTimeout, e.exit)
	}
}

// stop lets the process go on.
func (e *delayedExit) stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer != nil {
		e.timer.Stop()
	}
}
