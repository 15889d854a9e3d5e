package flows

import (
	"slices"
	"time"

	"dossier/flows/foreign"
)

// Answered is the service's answer to an attempt.
type Answered struct {
	Attempt    AttemptNumber `json:"attempt"`
	Kind       AnswerKind    `json:"kind"`
	Cause      Cause         `json:"cause,omitempty"`
	Status     int           `json:"status"`
	Message    foreign.Text  `json:"message"`
	Errors     []Remark      `json:"errors,omitempty"`
	Warnings   []Remark      `json:"warnings,omitempty"`
	Echo       Echo          `json:"echo"`
	Ray        string        `json:"ray,omitempty"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
}

func (Answered) eventClass() eventClass         { return factClass }
func (v Answered) attemptNumber() AttemptNumber { return v.Attempt }

// apply records the answer, however late it comes. It changes the slot only if the
// attempt is the slot's present one. On a released attempt it never fails, because
// the answer to a sent picture must be kept.
func (v Answered) apply(j *Journey, e Entry) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	early := a.ReleasedAt.IsZero()
	if early && v.Kind.mayBeKept() {
		return outOfTurnErrorf("an answer to something that was not sent")
	}
	if early && a.State != AttemptSending {
		return nil // cancelled before: the service still has nothing
	}
	n, s, current := j.slotOfAttempt(v.Attempt)
	if a.State == AttemptAnswered {
		current = false // the first answer stands
	} else {
		a.recordAnswer(e, v)
	}
	if v.Kind == AnswerMismatch && !slices.Contains(j.incidents, v.Attempt) {
		j.incidents = append(slices.Clone(j.incidents), v.Attempt)
	}
	if current {
		j.updateSlot(e, n, s, v)
		n.requeueOutOfTurn(j, e)
	}
	return nil
}

// AnswerKind says what an answer means for the picture.
type AnswerKind string

// The kinds of answers.
const (
	AnswerAccepted  AnswerKind = "accepted"  // a valid answer; errors and warnings decide what it means
	AnswerRefused   AnswerKind = "refused"   // the service saw the request and does not accept it: 400, 404, 413
	AnswerFailed    AnswerKind = "failed"    // nothing was kept, the same picture may be sent again: 401, 403
	AnswerThrottled AnswerKind = "throttled" // 429: wait, then send again
	AnswerMismatch  AnswerKind = "mismatch"  // the answer names something else than was sent
)

// mayBeKept reports whether the service may have an answered picture: only answers
// that say the opposite count as proof.
func (k AnswerKind) mayBeKept() bool {
	return k != AnswerRefused && k != AnswerFailed && k != AnswerThrottled
}

// Echo is what the service says it received.
type Echo struct {
	Applicant foreign.Text `json:"applicant"`
	Type      foreign.Text `json:"type"`
	Side      foreign.Text `json:"side"`
	Country   foreign.Text `json:"country"`
}

func (a *Attempt) recordAnswer(e Entry, v Answered) {
	a.State, a.EndedAt, a.Kind, a.Cause = AttemptAnswered, e.At, v.Kind, v.Cause
	a.Status, a.Message, a.Errors, a.Warnings = v.Status, v.Message, v.Errors, v.Warnings
	a.Echo, a.Ray = v.Echo, v.Ray
	if v.Kind == AnswerMismatch { // what it names says all; the client's cause says less
		a.Cause = ""
	}
	if a.Transfer == TransferUnknown { // an answer before the last byte
		a.Transfer = TransferPart
	}
}

// updateSlot sets the slot's state after its answer.
func (j *Journey) updateSlot(e Entry, n *needState, s *slotState, v Answered) {
	switch v.Kind {
	case AnswerAccepted:
		if len(v.Errors) > 0 {
			s.state, s.cause = Refused, ""
			n.endRound(j, j.attempts[v.Attempt-1], e)
			return
		}
		n.acceptSlot(s, j.attempts[v.Attempt-1])
	case AnswerRefused:
		s.state, s.cause = Refused, v.Cause
	case AnswerThrottled:
		j.retryOrFail(e, s, CauseThrottled, v.RetryAfter)
	case AnswerFailed:
		s.state, s.cause, s.attempt = Failed, v.Cause, 0
	default: // a mismatch, or a kind this version does not know
		s.state = Unclear
	}
}

// acceptSlot accepts the picture. If its round has ended, the service has set it
// aside with the other side.
func (n *needState) acceptSlot(s *slotState, a Attempt) {
	s.state, s.reason = Accepted, ""
	if a.Round != n.round {
		s.state, s.reason = SetAside, WithOtherSide
	}
}

// endRound sets the other side aside and takes back its unreleased send: the
// service uses neither picture of a pair in which one has an error. An answer from
// an earlier round ends no later one.
func (n *needState) endRound(j *Journey, refused Attempt, e Entry) {
	if n.need.Pair == PairSingle || len(n.slots) < 2 || refused.Round != n.round {
		return
	}
	n.round++
	for k := range n.slots {
		other := &n.slots[k]
		switch {
		case other.slot == refused.Slot:
		case other.state == Accepted:
			other.state, other.reason = SetAside, WithOtherSide
		case other.state == Sending:
			j.requeueSlot(other, e)
		}
	}
}

// AnswerLost says that the service may have the picture and gave no usable answer.
// The state that follows is Unclear.
type AnswerLost struct {
	Attempt AttemptNumber `json:"attempt"`
	Cause   Cause         `json:"cause"`
	Status  int           `json:"status,omitempty"`
	Ray     string        `json:"ray,omitempty"`
}

func (AnswerLost) eventClass() eventClass         { return factClass }
func (v AnswerLost) attemptNumber() AttemptNumber { return v.Attempt }

// apply leaves the decision to the operator.
func (v AnswerLost) apply(j *Journey, e Entry) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	if a.ReleasedAt.IsZero() {
		return outOfTurnErrorf("it was not released, so nothing is lost")
	}
	if a.State != AttemptReleased && a.State != AttemptUnclear {
		return nil // the first result stands
	}
	a.State, a.Cause, a.Status, a.Ray, a.EndedAt = AttemptUnclear, v.Cause, v.Status, v.Ray, e.At
	if _, s, ok := j.slotOfAttempt(v.Attempt); ok && s.state == Awaiting {
		s.state = Unclear
	}
	return nil
}
