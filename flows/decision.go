package flows

import (
	"slices"
	"time"
)

// Decided settles an unclear attempt.
type Decided struct {
	Attempt  AttemptNumber `json:"attempt"`
	Received bool          `json:"received"` // false: send again
	Reason   string        `json:"reason"`
}

func (Decided) eventClass() eventClass         { return choiceClass }
func (v Decided) attemptNumber() AttemptNumber { return v.Attempt }

// apply keeps a received picture as accepted without warnings; otherwise the slot
// waits for another consent.
func (v Decided) apply(j *Journey, e Entry) error {
	n, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok || s.state != Unclear {
		return outOfTurnErrorf("there is nothing to decide")
	}
	if v.Reason == "" {
		return outOfTurnErrorf("a decision needs a reason")
	}
	if slices.Contains(j.incidents, v.Attempt) {
		return outOfTurnErrorf("resolve the incident first")
	}
	a := &j.attempts[v.Attempt-1]
	if v.Received && len(a.Errors) > 0 {
		return outOfTurnErrorf("the answer holds errors; the picture must be sent again")
	}
	a.Decision = &Decision{v.Received, v.Reason, e.Operator, e.At}
	if !v.Received {
		s.state, s.cause, s.attempt = Missing, "", 0
		return nil
	}
	n.acceptSlot(s, *a)
	return nil
}

// Decision is how an operator settled an unclear attempt.
type Decision struct {
	Received bool
	Reason   string
	Operator string
	At       time.Time
}
