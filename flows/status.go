package flows

import (
	"slices"
	"strings"
	"time"
)

// Seen is the applicant's status as last reported.
type Seen struct {
	At         time.Time
	Status     Foreign
	Answer     Foreign
	RejectType Foreign
	Labels     []Foreign
	Modified   int64
}

// Same reports whether the service says the same as before: only changes are
// journaled.
func (s Seen) Same(v StatusSeen) bool {
	return !s.At.IsZero() && word(s.Status) == word(v.Status) && word(s.Answer) == word(v.Answer) && s.RejectType == v.RejectType &&
		slices.Equal(s.Labels, v.Labels) && s.Modified == v.Modified
}

func word(f Foreign) string { return strings.ToLower(Reveal(f)) }

// statusSeen follows the service. A word it does not know changes nothing but
// what is shown; a result that was there before the check was asked for is not
// this check's. While a start is between its gate and its answer nobody can
// say on which side of it a status was read: it is dropped and read again.
func (j *Journey) statusSeen(e Entry, v StatusSeen) error {
	if e.Session != j.holder.Session {
		return ErrNotHolder
	}
	if j.check.State == CheckReleasedState {
		return nil
	}
	j.status = Seen{e.At, v.Status, v.Answer, v.RejectType, v.Labels, v.Modified}
	switch word(v.Status) {
	case "pending", "pre-checked":
		j.underWay()
	case "reviewed", "completed":
		j.result = j.status
		if !j.check.before.Same(v) {
			j.reviewed(e, v)
		}
	}
	return nil
}

// underWay notes that a check runs: the one of this dossier, or, when none is
// awaited, somebody else's, which uses up one of the applicant's checks too
// and makes a start that is not released yet superfluous.
func (j *Journey) underWay() {
	if !j.awaited() {
		j.check.Elsewhere = true
		j.check.Used++
	}
	j.check.State, j.check.atLarge = CheckStarted, false
	if j.check.before.Modified == 0 {
		j.check.before = Seen{} // only a running check between them tells two undated results apart
	}
}

// awaited reports whether a result can be that of a check known here.
func (j *Journey) awaited() bool { return j.check.atLarge || j.check.Running() }

func (j *Journey) reviewed(e Entry, v StatusSeen) {
	state := CheckApproved
	switch word(v.Answer) {
	case "approved", "green":
	case "rejected", "red":
		state = CheckRejected
		if Verdict(v.RejectType, v.Labels) == Final {
			state = CheckFinal
		}
	default:
		return
	}
	if !j.awaited() && !j.check.Over() {
		j.check.Elsewhere = true
		j.check.Used++
	}
	j.check.State, j.check.atLarge, j.check.EndedAt = state, false, e.At
}

// Verdict tells whether a rejection allows another try. The type the service
// gives decides; without one a single final label does.
func Verdict(rejectType Foreign, labels []Foreign) Finality {
	switch kind := word(rejectType); {
	case strings.Contains(kind, "final"):
		return Final
	case strings.Contains(kind, "retry"):
		return Retry
	}
	verdict := Undocumented
	for i, l := range labels {
		switch f := FinalityOf(l); {
		case f == Final:
			return Final
		case f == Retry && (i == 0 || verdict == Retry):
			verdict = Retry
		default:
			verdict = Undocumented
		}
	}
	return verdict
}

// slotsReopened frees the pictures a rejection concerns for another round.
func (j *Journey) slotsReopened(v SlotsReopened) error {
	if j.check.State != CheckRejected {
		return outOfTurn("there is no rejection that allows another try")
	}
	if j.closed {
		return outOfTurn("the dossier is closed")
	}
	for _, slot := range v.Slots {
		i, k, ok := j.at(slot)
		if !ok {
			return outOfTurn("the flow wants no such picture")
		}
		s := &j.needs[i].slots[k]
		if s.state == Sending || s.state == Awaiting || s.state == Unconfirmed {
			return outOfTurn("%s: a picture is being sent or is unclear", slot)
		}
		if s.attempt > 0 {
			j.attempts[s.attempt-1].Rejected = true
		}
		*s = slotState{slot: s.slot, state: Missing}
		j.needs[i].round++
	}
	j.check.State = CheckNone
	j.check.before = j.result
	return nil
}
