package flows

import (
	"slices"
	"time"
)

// SendStarted opens an attempt.
type SendStarted struct {
	Attempt AttemptNumber `json:"attempt"`
	Slot    Slot          `json:"slot"`
	RetryOf AttemptNumber `json:"retryOf,omitempty"`
}

func (SendStarted) eventClass() eventClass         { return gateClass }
func (v SendStarted) attemptNumber() AttemptNumber { return v.Attempt }

// apply opens the next attempt for a chosen picture whose turn it is.
func (v SendStarted) apply(j *Journey, e Entry) error {
	i, k, ok := j.slotIndices(v.Slot)
	if !ok || v.Attempt != AttemptNumber(len(j.attempts)+1) {
		return outOfTurnErrorf("no such send")
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	n := &j.needs[i]
	s := &n.slots[k]
	if s.state != Chosen || !n.isTurn(k) || s.picture.Session != e.Session {
		return &OutOfTurnError{v.Slot, "it is not its turn"}
	}
	if v.RetryOf != s.lastAttempt {
		return &OutOfTurnError{v.Slot, "a retry names the attempt before it"}
	}
	j.attempts = append(j.attempts, Attempt{
		Number: v.Attempt, Slot: v.Slot, Round: n.round, Document: n.doc, Picture: s.picture,
		Session: e.Session, Operator: e.Operator, RetryOf: v.RetryOf, State: AttemptSending, StartedAt: e.At,
	})
	s.state, s.attempt, s.lastAttempt = Sending, v.Attempt, v.Attempt
	return nil
}

// isTurn reports whether side k may be sent: front goes before back, so every side
// before it must be accepted.
func (n needState) isTurn(k int) bool {
	return !slices.ContainsFunc(n.slots[:k], func(s slotState) bool { return s.state != Accepted })
}

// SendCancelled takes a send back before its release: an attempt or, when none has
// begun, the picture chosen for Slot.
type SendCancelled struct {
	Attempt  AttemptNumber `json:"attempt,omitempty"`
	Slot     Slot          `json:"slot"`
	Transfer Transfer      `json:"transfer,omitempty"` // of the attempt; the desk knows it
}

func (SendCancelled) eventClass() eventClass         { return choiceClass }
func (v SendCancelled) attemptNumber() AttemptNumber { return v.Attempt }

// apply takes the send back. The slot waits for the operator again.
func (v SendCancelled) apply(j *Journey, e Entry) error {
	if i, k, ok := j.slotIndices(v.Slot); ok && v.Attempt == 0 && j.needs[i].slots[k].state == Chosen {
		s := &j.needs[i].slots[k]
		s.state, s.cause, s.lastAttempt = Failed, CauseTakenBack, 0
		s.takenBack = newTakeBack(e)
		return nil
	}
	_, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok || s.state != Sending {
		return outOfTurnErrorf("it was sent already and cannot be taken back")
	}
	j.endUnsent(v.Attempt, CauseTakenBack, v.Transfer, e)
	s.state, s.cause, s.attempt = Failed, CauseTakenBack, 0
	s.takenBack = newTakeBack(e)
	return nil
}

// Released is appended before the last byte is sent. From here on the service may
// have the picture.
type Released struct {
	Attempt AttemptNumber `json:"attempt"`
}

func (Released) eventClass() eventClass         { return gateClass }
func (v Released) attemptNumber() AttemptNumber { return v.Attempt }

// apply refuses the send of a former holder and a cancelled one.
func (v Released) apply(j *Journey, e Entry) error {
	_, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok || s.state != Sending || j.requireOwnAttempt(e, v.Attempt) != nil {
		return outOfTurnErrorf("this send is no longer wanted")
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	j.attempts[v.Attempt-1].State, j.attempts[v.Attempt-1].Transfer = AttemptReleased, TransferWhole
	j.attempts[v.Attempt-1].ReleasedAt = e.At
	s.state = Awaiting
	return nil
}

// NotSent says that the service did not receive the picture. RetryAfter is the wait before the
// next automatic attempt, already with jitter.
type NotSent struct {
	Attempt    AttemptNumber `json:"attempt"`
	Cause      Cause         `json:"cause"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"` // nanoseconds
	// PausedBy is what had paused sending, when Cause is CausePaused.
	PausedBy Cause    `json:"pausedBy,omitempty"`
	Transfer Transfer `json:"transfer,omitempty"` // how much left before it ended
}

func (NotSent) eventClass() eventClass         { return factClass }
func (v NotSent) attemptNumber() AttemptNumber { return v.Attempt }

// apply ends the attempt. It may follow a Released whose byte was withheld, even
// after a takeover or a decision.
func (v NotSent) apply(j *Journey, e Entry) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	if f := j.attempts[v.Attempt-1].State; f == AttemptAnswered || f == AttemptNotSent {
		return nil // the first result stands
	}
	j.endUnsent(v.Attempt, v.Cause, v.Transfer, e)
	j.attempts[v.Attempt-1].PausedBy = v.PausedBy
	n, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok {
		return nil
	}
	if v.Cause == CauseFileChanged || v.Cause == CauseUnreadable {
		s.state, s.cause, s.attempt = Missing, v.Cause, 0
	} else {
		j.retryOrFail(e, s, v.Cause, v.RetryAfter)
	}
	if v.Cause == CauseTakenBack { // its cancellation could not be recorded, and this was
		s.takenBack = newTakeBack(e)
	}
	n.requeueOutOfTurn(j, e)
	return nil
}

// requeueOutOfTurn takes back unreleased sends that are no longer in turn, because
// the side before is no longer accepted or gets a new picture.
func (n *needState) requeueOutOfTurn(j *Journey, e Entry) {
	for k := range n.slots {
		if n.slots[k].state == Sending && !n.isTurn(k) {
			j.requeueSlot(&n.slots[k], e)
		}
	}
}

// requeueSlot ends an unreleased send. Its consent stands and waits for its turn.
func (j *Journey) requeueSlot(s *slotState, e Entry) {
	j.endUnsent(s.attempt, CauseCancelled, TransferUnknown, e)
	s.state, s.attempt, s.lastAttempt = Chosen, 0, 0
}
