package desk

import (
	"context"
	"time"

	"dossier/flows"
)

// timerState is where the pause before an attempt stands. Once it is over the
// attempt may begin, whatever the clock says: a clock that was set back must
// not hold a picture up.
type timerState int

const (
	timerRunning timerState = iota + 1
	timerExpired
)

// sendTimers are the pauses before attempts, one for each attempt that waits. They belong to the
// desk's goroutine.
type sendTimers struct {
	ctx    context.Context
	work   *goroutines
	mail   *mailbox
	states map[flows.BeginSend]timerState
}

// hasExpired reports whether the pause before an attempt has run its time.
func (t *sendTimers) hasExpired(w flows.BeginSend) bool { return t.states[w] == timerExpired }

func (t *sendTimers) markExpired(w flows.BeginSend) { t.states[w] = timerExpired }

// startTimer makes the desk look again after the pause, unless its timer runs already.
func (t *sendTimers) startTimer(w flows.BeginSend, wait time.Duration) {
	if t.states[w] == timerRunning {
		return
	}
	t.states[w] = timerRunning
	t.work.start(func() {
		if sleepContext(t.ctx, wait) == nil {
			t.mail.enqueue(timerFired{w})
		}
	})
}
