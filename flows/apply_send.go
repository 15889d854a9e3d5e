package flows

import (
	"slices"
	"time"
)

// sendStarted opens the next attempt for a chosen picture whose turn it is.
func (j *Journey) sendStarted(e Entry, v SendStarted) error {
	i, k, ok := j.at(v.Slot)
	if !ok || v.Attempt != Attempt(len(j.attempts)+1) {
		return outOfTurn("no such send")
	}
	if err := j.openForPictures(); err != nil {
		return err
	}
	n := &j.needs[i]
	s := &n.slots[k]
	if s.state != Chosen || !n.turnOf(k) || s.picture.Session != e.Session {
		return outOfTurn("%s: not its turn", v.Slot)
	}
	if v.RetryOf != s.last {
		return outOfTurn("%s: a retry names the attempt before it", v.Slot)
	}
	j.attempts = append(j.attempts, Sent{
		N: v.Attempt, Slot: v.Slot, Round: n.round, Document: n.doc, Picture: s.picture,
		Session: e.Session, Operator: e.Operator, RetryOf: v.RetryOf, Fate: FateSending, StartedAt: e.At,
	})
	s.state, s.attempt, s.last = Sending, v.Attempt, v.Attempt
	return nil
}

// turnOf holds "front before back": a side waits until every side before it
// is accepted.
func (n needState) turnOf(k int) bool {
	for _, before := range n.slots[:k] {
		if before.state != Accepted {
			return false
		}
	}
	return true
}

// current returns the slot whose present attempt is n.
func (j *Journey) current(n Attempt) (*needState, *slotState, bool) {
	a, ok := j.Attempt(n)
	if !ok {
		return nil, nil, false
	}
	i, k, ok := j.at(a.Slot)
	if !ok || j.needs[i].slots[k].attempt != n {
		return nil, nil, false
	}
	return &j.needs[i], &j.needs[i].slots[k], true
}

// sendCancelled takes a send back: the slot waits for the person again.
func (j *Journey) sendCancelled(e Entry, v SendCancelled) error {
	if i, k, ok := j.at(v.Slot); ok && v.Attempt == 0 && j.needs[i].slots[k].state == Chosen {
		s := &j.needs[i].slots[k]
		s.state, s.cause, s.last = Failed, CauseTakenBack, 0
		return nil
	}
	_, s, ok := j.current(v.Attempt)
	if !ok || s.state != Sending {
		return outOfTurn("it has left already and can not be taken back")
	}
	j.end(v.Attempt, FateNotSent, CauseTakenBack, e)
	s.state, s.cause, s.attempt = Failed, CauseTakenBack, 0
	return nil
}

// released is the fence: an overtaken or cancelled send can not pass it.
func (j *Journey) released(e Entry, v Released) error {
	_, s, ok := j.current(v.Attempt)
	if !ok || s.state != Sending || j.owned(e, v.Attempt) != nil {
		return outOfTurn("this send is no longer wanted")
	}
	if err := j.openForPictures(); err != nil {
		return err
	}
	j.attempts[v.Attempt-1].Fate = FateReleased
	j.attempts[v.Attempt-1].ReleasedAt = e.At
	s.state = Awaiting
	return nil
}

// owned checks that a fact comes from the session that made the request.
func (j *Journey) owned(e Entry, n Attempt) error {
	a, ok := j.Attempt(n)
	if !ok || a.Session != e.Session {
		return outOfTurn("no such attempt of this session")
	}
	return nil
}

// notSent proves that nothing arrived. It may follow a Released whose byte was
// withheld, and a takeover or a decision in between.
func (j *Journey) notSent(e Entry, v NotSent) error {
	if err := j.owned(e, v.Attempt); err != nil {
		return err
	}
	if f := j.attempts[v.Attempt-1].Fate; f == FateAnswered || f == FateNotSent {
		return nil // the first word stands
	}
	j.end(v.Attempt, FateNotSent, v.Cause, e)
	n, s, ok := j.current(v.Attempt)
	if !ok {
		return nil
	}
	if v.Cause == CauseFileChanged || v.Cause == CauseUnreadable {
		s.state, s.cause, s.attempt = Missing, v.Cause, 0
	} else {
		j.fail(e, s, v.Cause, v.RetryAfter)
	}
	n.callBack(j, e)
	return nil
}

// fail puts the slot of an attempt that left nothing at the service back: for
// another automatic attempt where one is allowed, else for the person.
func (j *Journey) fail(e Entry, s *slotState, cause Cause, wait time.Duration) {
	again := wait <= LongestWait && j.mayRetry(*s, cause, e)
	s.state, s.cause, s.attempt = Failed, cause, 0
	if again {
		s.state, s.notBefore, s.retries = Chosen, e.At.Add(wait), count(s.retries, cause)
	}
}

// mayRetry reports whether another attempt may follow without a person: the
// same session holds dossier and descriptor, nobody has decided about the
// attempt meanwhile, and the cause has tries left.
func (j *Journey) mayRetry(s slotState, cause Cause, e Entry) bool {
	rule, ok := retries[cause]
	if !ok || e.Session != j.holder.Session || s.picture.Session != e.Session {
		return false
	}
	if s.state != Sending && s.state != Awaiting {
		return false
	}
	return s.retries[cause] < rule.Tries && (rule.Within == 0 || e.At.Sub(j.firstTry(s.attempt)) < rule.Within)
}

// firstTry is when the first attempt of the same consent began; a picture may
// have waited long for its turn before that.
func (j *Journey) firstTry(n Attempt) time.Time {
	for j.attempts[n-1].RetryOf > 0 {
		n = j.attempts[n-1].RetryOf
	}
	return j.attempts[n-1].StartedAt
}

// callBack takes unreleased sends back whose side is no longer in turn,
// because the side before it has lost its acceptance or gets a new picture.
func (n *needState) callBack(j *Journey, e Entry) {
	for k := range n.slots {
		if n.slots[k].state == Sending && !n.turnOf(k) {
			j.requeue(&n.slots[k], e)
		}
	}
}

// requeue ends an unreleased send; its consent stands and waits for its turn.
func (j *Journey) requeue(s *slotState, e Entry) {
	j.end(s.attempt, FateNotSent, CauseCancelled, e)
	s.state, s.attempt, s.last = Chosen, 0, 0
}

// answerLost leaves the question to a person.
func (j *Journey) answerLost(e Entry, v AnswerLost) error {
	if err := j.owned(e, v.Attempt); err != nil {
		return err
	}
	a := &j.attempts[v.Attempt-1]
	if a.ReleasedAt.IsZero() {
		return outOfTurn("it was not released, so nothing is lost")
	}
	if a.Fate != FateReleased && a.Fate != FateLost {
		return nil // the first word stands
	}
	a.Fate, a.Cause, a.Status, a.Ray, a.EndedAt = FateLost, v.Cause, v.Status, v.Ray, e.At
	if _, s, ok := j.current(v.Attempt); ok && s.state == Awaiting {
		s.state = Unconfirmed
	}
	return nil
}

// decided settles an unconfirmed attempt: received keeps it as accepted
// without remarks, again frees the slot for another consent.
func (j *Journey) decided(e Entry, v Decided) error {
	n, s, ok := j.current(v.Attempt)
	if !ok || s.state != Unconfirmed {
		return outOfTurn("there is nothing to decide")
	}
	if v.Reason == "" {
		return outOfTurn("a decision needs a reason")
	}
	if slices.Contains(j.incidents, v.Attempt) {
		return outOfTurn("resolve the incident first")
	}
	a := &j.attempts[v.Attempt-1]
	if v.Received && len(a.Errors) > 0 {
		return outOfTurn("the answer names faults; the picture must be sent again")
	}
	a.Decision = &Decision{v.Received, v.Reason, e.Operator, e.At}
	if !v.Received {
		s.state, s.attempt = Missing, 0
		return nil
	}
	n.accept(s, *a)
	return nil
}
