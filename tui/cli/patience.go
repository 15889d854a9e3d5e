package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
)

// errStalled says that nothing has moved for longer than anything takes.
var errStalled = errors.New("nothing moves any more")

// stallAfter is longer than any wait of the desk: an answer may take 150 s, a
// Retry-After 120 s. A journal that is away is waited for as long.
const stallAfter = 4 * time.Minute

// moved reports whether anything has happened between two states. That somebody
// is here, or was heard of, is not enough: the desk ticks for that too.
func moved(before, now desk.Snapshot) bool {
	if before.Journey.Head() != now.Journey.Head() || before.Pending != now.Pending ||
		before.Greeted != now.Greeted || before.Away != now.Away {
		return true
	}
	for n, s := range now.Sends {
		if before.Sends[n] != s {
			return true
		}
	}
	return false
}

// tell says when the journal goes away and when it is back: the run waits for
// it, and somebody may wonder.
func (u *run) tell(s desk.Snapshot) {
	if s.Away == u.away {
		return
	}
	if u.away = s.Away; u.away {
		fmt.Fprintln(u.s.Env.Err, "dossier: the journal can not be read or written just now; waiting for it")
		return
	}
	fmt.Fprintln(u.s.Env.Err, "dossier: the journal is back")
}

// spoilt says why nothing can be sent or recorded for a dossier any more; nil
// when it can.
func spoilt(s desk.Snapshot) *Problem {
	p := &Problem{Code: Failure}
	switch {
	case s.Removed:
		p.Text = "the journal does not hold this dossier any more as this run knew it: it was removed, or an older copy is in place. Nothing can be sent for it; run again to begin anew"
	case s.Damaged:
		p.Text = "the journal of this dossier is damaged; nothing can be sent for it"
	default:
		return nil
	}
	if s.Lost > 0 {
		p.Text += ". What became of a request that had left could not be recorded: ask the service before you send it again"
	}
	return p
}

// post records choices. It waits for a journal that is away, but not for ever.
func (u *run) post(ctx context.Context, events ...flows.Event) error {
	limited, cancel := context.WithTimeout(ctx, stallAfter)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- u.desk.Do(limited, events...) }()
	for {
		select {
		case <-u.ticks:
			u.tell(u.desk.Snapshot())
		case err := <-done:
			switch {
			case err == nil:
				return nil
			case ctx.Err() != nil:
				return ctx.Err()
			case limited.Err() != nil:
				return &Problem{Failure, "the journal could not be read or written for some minutes; mend that and run again", errStalled}
			}
			return refusal(err)
		}
	}
}

// idle reports whether this run has nothing under way and nothing to begin.
func idle(s desk.Snapshot) bool { return len(s.Sends) == 0 && s.Pending == 0 && !coming(s) }

// metElsewhere asks whether the picture went to another applicant, and waits
// for a journal that is away.
func (u *run) metElsewhere(ctx context.Context, hash flows.SHA256) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, stallAfter)
	defer cancel()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		met, err := u.desk.MetElsewhere(limited, hash)
		if err == nil || limited.Err() != nil {
			return met, err
		}
		select {
		case <-again.C:
			u.tell(u.desk.Snapshot())
		case <-limited.Done():
			return false, err
		}
	}
}
