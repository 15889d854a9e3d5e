package flows

import "time"

// Work is something that should be running now. It is plain data, derived
// from the journey and never stored: resume, takeover and retry need
// no code of their own, because each changes the journey and so the work.
type Work interface{ isWork() }

// The kinds of work.
type (
	// BeginSend asks for a SendStarted, not before the given time.
	BeginSend struct {
		Slot      Slot
		RetryOf   AttemptNumber
		NotBefore time.Time
	}
	// Upload is a request that should be running: the desk starts it after
	// its SendStarted and cancels it when it is no longer in the list.
	Upload struct{ Attempt AttemptNumber }
	// StartCheck is the start of check N.
	StartCheck struct{ N int }
	// PollStatus is the polling of the applicant's status.
	PollStatus struct{}
)

func (BeginSend) isWork()  {}
func (Upload) isWork()     {}
func (StartCheck) isWork() {}
func (PollStatus) isWork() {}

// MaxParallelSends is how many needs are sent at the same time.
const MaxParallelSends = 2

// Work lists what session should be doing now, in the flow's order. A session
// that does not hold the dossier has only its released requests to wait for.
func (j Journey) Work(session string) []Work {
	var list []Work
	for _, a := range j.attempts {
		if a.Session == session && (a.isAwaitingAnswer() || a.State == AttemptSending && j.isSendWanted(a)) {
			list = append(list, Upload{a.Number})
		}
	}
	if j.check.session == session && (j.check.State == CheckAsked || j.check.awaitsAnswer) {
		list = append(list, StartCheck{j.check.Number})
	}
	if session != j.holder.Session {
		return list
	}
	list = append(list, j.sendsToBegin()...)
	if j.check.IsRunning() {
		list = append(list, PollStatus{})
	}
	return list
}

// isSendWanted reports whether an unreleased request may continue.
func (j *Journey) isSendWanted(a Attempt) bool {
	_, s, ok := j.slotOfAttempt(a.Number)
	return ok && s.state == Sending && j.requireOpenForPictures() == nil
}

func (j *Journey) sendsToBegin() []Work {
	if j.requireOpenForPictures() != nil {
		return nil
	}
	busy := 0
	for _, n := range j.needs {
		if n.hasSlotIn(Sending, Awaiting) {
			busy++
		}
	}
	var list []Work
	for _, n := range j.needs {
		if busy >= MaxParallelSends {
			break
		}
		if n.hasSlotIn(Sending, Awaiting) {
			continue
		}
		if s, ok := n.nextChosenSlot(j.holder.Session); ok {
			list = append(list, BeginSend{s.slot, s.lastAttempt, s.notBefore})
			busy++
		}
	}
	return list
}

func (n needState) nextChosenSlot(session string) (slotState, bool) {
	for k, s := range n.slots {
		if s.state == Chosen && n.isTurn(k) && s.picture.Session == session {
			return s, true
		}
	}
	return slotState{}, false
}

// RetriesUsed is how many automatic retries the slot's present consent has
// had for a cause, and for those that count with it.
func (j Journey) RetriesUsed(slot Slot, cause Cause) int {
	if i, k, ok := j.slotIndices(slot); ok {
		return j.needs[i].slots[k].retries[ruleCause(cause)]
	}
	return 0
}
