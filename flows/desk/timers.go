package desk

import (
	"context"
	"time"

	"dossier/flows"
)

// sendTimers are the pauses before attempts, one for each attempt that waits. They
// belong to the desk's goroutine.
type sendTimers struct {
	ctx  context.Context
	work *goroutines
	mail *mailbox
	// expired has the timers that were started; true: the pause is over. The attempt
	// may then begin, whatever the clock says: a clock that was set back must not
	// delay a picture.
	expired map[flows.BeginSend]bool
}

// startTimer makes the desk look again after the pause, unless its timer runs already.
func (t *sendTimers) startTimer(w flows.BeginSend, wait time.Duration) {
	if _, started := t.expired[w]; started {
		return
	}
	t.expired[w] = false
	t.work.start(func() {
		if sleepContext(t.ctx, wait) == nil {
			t.mail.enqueue(timerFired{w})
		}
	})
}
