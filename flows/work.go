package flows

import "time"

// Work is something that should be running now. It is plain data, derived
// from the journey and never stored: resume, takeover and retry are one
// mechanism, because each changes the journey and the work follows.
type Work interface{ work() }

// The kinds of work.
type (
	// Begin asks for a SendStarted, not before the given time.
	Begin struct {
		Slot      Slot
		RetryOf   Attempt
		NotBefore time.Time
	}
	// Upload is a request that should be running: the desk starts it after
	// its SendStarted and cancels it when it is no longer in the list.
	Upload struct{ Attempt Attempt }
	// StartCheck is the start of check N.
	StartCheck struct{ N int }
	// AskStatus is the polling of the applicant's status.
	AskStatus struct{}
)

func (Begin) work()      {}
func (Upload) work()     {}
func (StartCheck) work() {}
func (AskStatus) work()  {}

// Parallel is how many needs are sent side by side.
const Parallel = 2

// Work lists what session should be doing now, in the flow's order. A session
// that does not hold the dossier has only its released requests to wait for.
func (j Journey) Work(session string) []Work {
	var list []Work
	for _, a := range j.attempts {
		if a.Session == session && (a.waiting() || a.Fate == FateSending && j.wanted(a)) {
			list = append(list, Upload{a.N})
		}
	}
	if j.check.session == session && (j.check.State == CheckAsked || j.check.waiting) {
		list = append(list, StartCheck{j.check.N})
	}
	if session != j.holder.Session {
		return list
	}
	list = append(list, j.begins()...)
	if j.check.Running() {
		list = append(list, AskStatus{})
	}
	return list
}

// wanted reports whether an unreleased request may go on.
func (j *Journey) wanted(a Sent) bool {
	_, s, ok := j.current(a.N)
	return ok && s.state == Sending && j.openForPictures() == nil
}

func (j *Journey) begins() []Work {
	if j.openForPictures() != nil {
		return nil
	}
	busy := 0
	for _, n := range j.needs {
		if n.has(Sending, Awaiting) {
			busy++
		}
	}
	var list []Work
	for _, n := range j.needs {
		if busy >= Parallel {
			break
		}
		if n.has(Sending, Awaiting) {
			continue
		}
		if s, ok := n.nextChosen(j.holder.Session); ok {
			list = append(list, Begin{s.slot, s.last, s.notBefore})
			busy++
		}
	}
	return list
}

func (n needState) nextChosen(session string) (slotState, bool) {
	for k, s := range n.slots {
		if s.state == Chosen && n.turnOf(k) && s.picture.Session == session {
			return s, true
		}
	}
	return slotState{}, false
}

// RetriesUsed is how many automatic retries the slot's present consent has
// had for a cause.
func (j Journey) RetriesUsed(slot Slot, cause Cause) int {
	if i, k, ok := j.at(slot); ok {
		return j.needs[i].slots[k].retries[cause]
	}
	return 0
}
