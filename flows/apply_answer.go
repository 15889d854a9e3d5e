package flows

import "slices"

// answered records the service's word, however late it comes; it moves the
// slot only if the attempt is the slot's present one. On a released attempt it
// never fails: a sent picture's answer is not thrown away.
func (j *Journey) answered(e Entry, v Answered) error {
	if err := j.owned(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	early := a.ReleasedAt.IsZero()
	if early && v.Kind != KindRefused && v.Kind != KindFailed && v.Kind != KindThrottled {
		return outOfTurn("an answer to something that was not sent")
	}
	if early && a.Fate != FateSending {
		return nil // cancelled meanwhile: that nothing arrived stays the truth
	}
	n, s, current := j.current(v.Attempt)
	if a.Fate == FateAnswered {
		current = false // the first answer stands
	} else {
		a.record(e, v)
	}
	if v.Kind == KindMismatch && !slices.Contains(j.incidents, v.Attempt) {
		j.incidents = append(slices.Clone(j.incidents), v.Attempt)
	}
	if current {
		j.move(e, n, s, v)
		n.callBack(j, e)
	}
	return nil
}

func (a *Sent) record(e Entry, v Answered) {
	a.Fate, a.EndedAt, a.Kind, a.Cause = FateAnswered, e.At, v.Kind, v.Cause
	a.Status, a.Message, a.Errors, a.Warnings = v.Status, v.Message, v.Errors, v.Warnings
	a.Echo, a.Ray = v.Echo, v.Ray
}

// move brings the slot to where the answer puts it.
func (j *Journey) move(e Entry, n *needState, s *slotState, v Answered) {
	switch v.Kind {
	case KindAccepted:
		if len(v.Errors) > 0 {
			s.state, s.cause = Refused, ""
			n.endRound(j, j.attempts[v.Attempt-1], e)
			return
		}
		n.accept(s, j.attempts[v.Attempt-1])
	case KindRefused:
		s.state, s.cause = Refused, v.Cause
	case KindThrottled:
		j.fail(e, s, CauseThrottled, v.RetryAfter)
	case KindFailed:
		s.state, s.cause, s.attempt = Failed, v.Cause, 0
	default: // a mismatch, or a verdict this version does not know
		s.state = Unconfirmed
	}
}

// accept takes the picture, unless its round has ended meanwhile: then the
// service has set it aside with the other side.
func (n *needState) accept(s *slotState, a Sent) {
	s.state, s.reason = Accepted, ""
	if a.Round != n.round {
		s.state, s.reason = Withdrawn, WithOtherSide
	}
}

// endRound sets the other side aside and calls back its unreleased send: the
// service uses neither image of a pair in which one has an error. An answer
// from a round that has ended already ends no other.
func (n *needState) endRound(j *Journey, refused Sent, e Entry) {
	if n.need.Pair == PairSingle || len(n.slots) < 2 || refused.Round != n.round {
		return
	}
	n.round++
	for k := range n.slots {
		other := &n.slots[k]
		switch {
		case other.slot == refused.Slot:
		case other.state == Accepted:
			other.state, other.reason = Withdrawn, WithOtherSide
		case other.state == Sending:
			j.requeue(other, e)
		}
	}
}
