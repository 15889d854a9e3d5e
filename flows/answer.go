package flows

import "slices"

// applyAnswered records the service's word, however late it comes; it moves the
// slot only if the attempt is the slot's present one. On a released attempt it
// never fails: a sent picture's answer is not thrown away.
func (j *Journey) applyAnswered(e Entry, v Answered) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	early := a.ReleasedAt.IsZero()
	if early && v.Kind != AnswerRefused && v.Kind != AnswerFailed && v.Kind != AnswerThrottled {
		return outOfTurnErrorf("an answer to something that was not sent")
	}
	if early && a.State != AttemptSending {
		return nil // cancelled meanwhile: that nothing arrived stays the truth
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

func (a *Attempt) recordAnswer(e Entry, v Answered) {
	a.State, a.EndedAt, a.Kind, a.Cause = AttemptAnswered, e.At, v.Kind, v.Cause
	a.Status, a.Message, a.Errors, a.Warnings = v.Status, v.Message, v.Errors, v.Warnings
	a.Echo, a.Ray = v.Echo, v.Ray
}

// updateSlot brings the slot to where the answer puts it.
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
	default: // a mismatch, or a verdict this version does not know
		s.state = Unclear
	}
}

// acceptSlot takes the picture, unless its round has ended meanwhile: then the
// service has set it aside with the other side.
func (n *needState) acceptSlot(s *slotState, a Attempt) {
	s.state, s.reason = Accepted, ""
	if a.Round != n.round {
		s.state, s.reason = SetAside, WithOtherSide
	}
}

// endRound sets the other side aside and calls back its unreleased send: the
// service uses neither image of a pair in which one has an error. An answer
// from a round that has ended already ends no other.
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
