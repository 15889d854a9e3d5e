package flows

import (
	"slices"
	"time"

	"dossier/flows/foreign"
)

// AttemptNumber numbers the requests of a dossier from 1.
type AttemptNumber int

// AttemptState is what became of one request.
type AttemptState string

// The states of a request. AttemptUnclear is stored as "lost", after the events
// AnswerLost and CheckLost.
const (
	AttemptSending  AttemptState = "sending"
	AttemptNotSent  AttemptState = "not sent" // the service did not receive the picture
	AttemptReleased AttemptState = "released" // may be received; no answer yet
	AttemptUnclear  AttemptState = "lost"     // may be received; the answer is lost
	AttemptAnswered AttemptState = "answered"
)

// Attempt is the record of one request. Late answers are always recorded here, also
// when they do not change the slot.
type Attempt struct {
	Number   AttemptNumber
	Slot     Slot
	Round    int
	Document Document
	Picture  Picture
	Session  string
	Operator string
	RetryOf  AttemptNumber
	State    AttemptState
	Cause    Cause
	PausedBy Cause    // what had paused sending, when Cause is CausePaused
	Transfer Transfer // how much of it left; unknown while it is being sent

	StartedAt  time.Time
	ReleasedAt time.Time // zero while the last byte is held
	EndedAt    time.Time

	Kind     AnswerKind
	Status   int
	Message  foreign.Text
	Errors   []Remark
	Warnings []Remark
	Echo     Echo
	Ray      string

	Decision     *Decision         // an operator's, on an unclear attempt
	Acknowledged []Acknowledgement // warnings that an operator read and kept
	Rejected     bool              // a check ended in a rejection that concerns this picture
}

// MayBeReceived reports whether the picture was sent and nothing proves that the
// service did not receive it. Such attempts count towards ReportedAttempts.
func (a Attempt) MayBeReceived() bool {
	return a.State == AttemptReleased || a.State == AttemptUnclear || (a.State == AttemptAnswered && a.Kind.mayBeKept())
}

// isAwaitingAnswer reports whether the session that released the picture still waits
// for its answer, whether it is the holder or not.
func (a Attempt) isAwaitingAnswer() bool {
	return a.State == AttemptReleased || a.State == AttemptUnclear && a.EndedAt.IsZero()
}

// HasErrors reports whether the service found errors in the picture.
func (a Attempt) HasErrors() bool { return a.Kind == AnswerAccepted && len(a.Errors) > 0 }

// NeedsResend reports whether an operator decided to send the picture again and no
// answer has come since, which would settle the matter.
func (a Attempt) NeedsResend() bool {
	return a.Decision != nil && !a.Decision.Received && a.State != AttemptAnswered
}

// IsAssumedReceived reports whether an operator, not the service, says that the picture
// was received.
func (a Attempt) IsAssumedReceived() bool {
	return a.Decision != nil && a.Decision.Received && (a.State != AttemptAnswered || a.Kind != AnswerAccepted)
}

// Attempt returns the record of one request.
func (j Journey) Attempt(n AttemptNumber) (Attempt, bool) {
	if n < 1 || int(n) > len(j.attempts) {
		return Attempt{}, false
	}
	return j.attempts[n-1], true
}

// Attempts returns every request, oldest first.
func (j Journey) Attempts() []Attempt { return slices.Clone(j.attempts) }

// SlotAttempt is the position of a request among those of its slot, from 1: what people
// count. The number of an attempt counts all requests of the dossier. 0 when there is no
// such attempt.
func (j Journey) SlotAttempt(n AttemptNumber) int {
	a, ok := j.Attempt(n)
	count := 0
	for _, other := range j.attempts {
		if ok && other.Slot == a.Slot && other.Number <= n {
			count++
		}
	}
	return count
}

// AnyReleased reports whether the service may have any picture, after which the
// applicant of this dossier cannot change.
func (j Journey) AnyReleased() bool {
	return slices.ContainsFunc(j.attempts, func(s Attempt) bool { return s.MayBeReceived() })
}

// slotOfAttempt returns the slot whose present attempt is n.
func (j *Journey) slotOfAttempt(n AttemptNumber) (*needState, *slotState, bool) {
	a, ok := j.Attempt(n)
	if !ok {
		return nil, nil, false
	}
	i, k, ok := j.slotIndices(a.Slot)
	if !ok || j.needs[i].slots[k].attempt != n {
		return nil, nil, false
	}
	return &j.needs[i], &j.needs[i].slots[k], true
}

// requireOwnAttempt checks that a fact comes from the session that made the request.
func (j *Journey) requireOwnAttempt(e Entry, n AttemptNumber) error {
	a, ok := j.Attempt(n)
	if !ok || a.Session != e.Session {
		return outOfTurnErrorf("no such attempt of this session")
	}
	return nil
}

// endUnsent ends an attempt that the service did not receive.
func (j *Journey) endUnsent(n AttemptNumber, cause Cause, recorded Transfer, e Entry) {
	a := &j.attempts[n-1]
	a.State, a.Cause, a.EndedAt, a.Transfer = AttemptNotSent, cause, e.At, transferOf(recorded, cause)
}
