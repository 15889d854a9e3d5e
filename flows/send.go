package flows

import (
	"slices"
	"time"
)

// applySendStarted opens the next attempt for a chosen picture whose turn it is.
func (j *Journey) applySendStarted(e Entry, v SendStarted) error {
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
		return outOfTurnErrorf("%s: not its turn", v.Slot)
	}
	if v.RetryOf != s.lastAttempt {
		return outOfTurnErrorf("%s: a retry names the attempt before it", v.Slot)
	}
	j.attempts = append(j.attempts, Attempt{
		Number: v.Attempt, Slot: v.Slot, Round: n.round, Document: n.doc, Picture: s.picture,
		Session: e.Session, Operator: e.Operator, RetryOf: v.RetryOf, State: AttemptSending, StartedAt: e.At,
	})
	s.state, s.attempt, s.lastAttempt = Sending, v.Attempt, v.Attempt
	return nil
}

// isTurn holds "front before back": a side waits until every side before it
// is accepted.
func (n needState) isTurn(k int) bool {
	for _, before := range n.slots[:k] {
		if before.state != Accepted {
			return false
		}
	}
	return true
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

// applySendCancelled takes a send back: the slot waits for the person again.
func (j *Journey) applySendCancelled(e Entry, v SendCancelled) error {
	if i, k, ok := j.slotIndices(v.Slot); ok && v.Attempt == 0 && j.needs[i].slots[k].state == Chosen {
		s := &j.needs[i].slots[k]
		s.state, s.cause, s.lastAttempt = Failed, CauseTakenBack, 0
		return nil
	}
	_, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok || s.state != Sending {
		return outOfTurnErrorf("it was sent already and cannot be taken back")
	}
	j.endAttempt(v.Attempt, AttemptNotSent, CauseTakenBack, e)
	s.state, s.cause, s.attempt = Failed, CauseTakenBack, 0
	return nil
}

// applyReleased is the fence: an overtaken or cancelled send can not pass it.
func (j *Journey) applyReleased(e Entry, v Released) error {
	_, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok || s.state != Sending || j.requireOwnAttempt(e, v.Attempt) != nil {
		return outOfTurnErrorf("this send is no longer wanted")
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	j.attempts[v.Attempt-1].State = AttemptReleased
	j.attempts[v.Attempt-1].ReleasedAt = e.At
	s.state = Awaiting
	return nil
}

// requireOwnAttempt checks that a fact comes from the session that made the request.
func (j *Journey) requireOwnAttempt(e Entry, n AttemptNumber) error {
	a, ok := j.Attempt(n)
	if !ok || a.Session != e.Session {
		return outOfTurnErrorf("no such attempt of this session")
	}
	return nil
}

// applyNotSent proves that nothing arrived. It may follow a Released whose byte was
// withheld, and a takeover or a decision in between.
func (j *Journey) applyNotSent(e Entry, v NotSent) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	if f := j.attempts[v.Attempt-1].State; f == AttemptAnswered || f == AttemptNotSent {
		return nil // the first word stands
	}
	j.endAttempt(v.Attempt, AttemptNotSent, v.Cause, e)
	n, s, ok := j.slotOfAttempt(v.Attempt)
	if !ok {
		return nil
	}
	if v.Cause == CauseFileChanged || v.Cause == CauseUnreadable {
		s.state, s.cause, s.attempt = Missing, v.Cause, 0
	} else {
		j.retryOrFail(e, s, v.Cause, v.RetryAfter)
	}
	n.requeueOutOfTurn(j, e)
	return nil
}

// retryOrFail puts the slot of an attempt that left nothing at the service back: for
// another automatic attempt where one is allowed, else for the person.
func (j *Journey) retryOrFail(e Entry, s *slotState, cause Cause, wait time.Duration) {
	again := wait <= LongestWait && j.canRetry(*s, cause, e)
	s.state, s.cause, s.attempt = Failed, cause, 0
	if again {
		s.state, s.notBefore, s.retries = Chosen, e.At.Add(wait), countRetry(s.retries, cause)
	}
}

// canRetry reports whether another attempt may follow without a person: the
// same session holds dossier and descriptor, nobody has decided about the
// attempt meanwhile, and the cause has tries left.
func (j *Journey) canRetry(s slotState, cause Cause, e Entry) bool {
	rule, ok := retryRules[cause]
	if !ok || e.Session != j.holder.Session || s.picture.Session != e.Session {
		return false
	}
	if s.state != Sending && s.state != Awaiting {
		return false
	}
	return s.retries[cause] < rule.Tries && (rule.Within == 0 || e.At.Sub(j.firstTryAt(s.attempt)) < rule.Within)
}

// firstTryAt is when the first attempt of the same consent began; a picture may
// have waited long for its turn before that.
func (j *Journey) firstTryAt(n AttemptNumber) time.Time {
	for j.attempts[n-1].RetryOf > 0 {
		n = j.attempts[n-1].RetryOf
	}
	return j.attempts[n-1].StartedAt
}

// requeueOutOfTurn takes unreleased sends back whose side is no longer in turn,
// because the side before it has lost its acceptance or gets a new picture.
func (n *needState) requeueOutOfTurn(j *Journey, e Entry) {
	for k := range n.slots {
		if n.slots[k].state == Sending && !n.isTurn(k) {
			j.requeueSlot(&n.slots[k], e)
		}
	}
}

// requeueSlot ends an unreleased send; its consent stands and waits for its turn.
func (j *Journey) requeueSlot(s *slotState, e Entry) {
	j.endAttempt(s.attempt, AttemptNotSent, CauseCancelled, e)
	s.state, s.attempt, s.lastAttempt = Chosen, 0, 0
}

// applyAnswerLost leaves the question to a person.
func (j *Journey) applyAnswerLost(e Entry, v AnswerLost) error {
	if err := j.requireOwnAttempt(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	if a.ReleasedAt.IsZero() {
		return outOfTurnErrorf("it was not released, so nothing is lost")
	}
	if a.State != AttemptReleased && a.State != AttemptUnclear {
		return nil // the first word stands
	}
	a.State, a.Cause, a.Status, a.Ray, a.EndedAt = AttemptUnclear, v.Cause, v.Status, v.Ray, e.At
	if _, s, ok := j.slotOfAttempt(v.Attempt); ok && s.state == Awaiting {
		s.state = Unclear
	}
	return nil
}

// applyDecided settles an unconfirmed attempt: received keeps it as accepted
// without remarks, again frees the slot for another consent.
func (j *Journey) applyDecided(e Entry, v Decided) error {
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
		return outOfTurnErrorf("the answer names errors; the picture must be sent again")
	}
	a.Decision = &Decision{v.Received, v.Reason, e.Operator, e.At}
	if !v.Received {
		s.state, s.attempt = Missing, 0
		return nil
	}
	n.acceptSlot(s, *a)
	return nil
}
