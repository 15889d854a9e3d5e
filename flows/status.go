package flows

import (
	"dossier/flows/foreign"
	"slices"
	"strings"
	"time"
)

// ApplicantStatus is the applicant's status as last reported.
type ApplicantStatus struct {
	At         time.Time
	Status     foreign.Text
	Answer     foreign.Text
	RejectType foreign.Text
	Labels     []foreign.Text
	Modified   int64
}

// Matches reports whether the service says the same as before: only changes are
// journaled.
func (s ApplicantStatus) Matches(v StatusSeen) bool {
	return !s.At.IsZero() && lowerText(s.Status) == lowerText(v.Status) && lowerText(s.Answer) == lowerText(v.Answer) && s.RejectType == v.RejectType &&
		slices.Equal(s.Labels, v.Labels) && s.Modified == v.Modified
}

func lowerText(f foreign.Text) string { return strings.ToLower(foreign.Reveal(f)) }

// applyStatusSeen follows the service. A word it does not know changes nothing but
// what is shown; a result that was there before the check was asked for is not
// this check's. While a start is between its gate and its answer nobody can
// say on which side of it a status was read: it is dropped and read again.
func (j *Journey) applyStatusSeen(e Entry, v StatusSeen) error {
	if e.Session != j.holder.Session {
		return ErrNotHolder
	}
	if j.check.State == CheckReleasing {
		return nil
	}
	j.status = ApplicantStatus{e.At, v.Status, v.Answer, v.RejectType, v.Labels, v.Modified}
	switch lowerText(v.Status) {
	case "pending", "pre-checked":
		j.recordRunningCheck()
	case "reviewed", "completed":
		j.result = j.status
		if !j.check.priorResult.Matches(v) {
			j.recordResult(e, v)
		}
	}
	return nil
}

// recordRunningCheck notes that a check runs: the one of this dossier, or, when none is
// awaited, somebody else's, which uses up one of the applicant's checks too
// and makes a start that is not released yet superfluous.
func (j *Journey) recordRunningCheck() {
	if !j.awaitsResult() {
		j.check.Elsewhere = true
		j.check.Used++
	}
	j.check.State, j.check.startUnresolved = CheckStarted, false
	if j.check.priorResult.Modified == 0 {
		j.check.priorResult = ApplicantStatus{} // only a running check between them tells two undated results apart
	}
}

// awaitsResult reports whether a result can be that of a check known here.
func (j *Journey) awaitsResult() bool { return j.check.startUnresolved || j.check.IsRunning() }

func (j *Journey) recordResult(e Entry, v StatusSeen) {
	state := CheckApproved
	switch lowerText(v.Answer) {
	case "approved", "green":
	case "rejected", "red":
		state = CheckRejected
		if FinalityOfRejection(v.RejectType, v.Labels) == Final {
			state = CheckFinal
		}
	default:
		return
	}
	if !j.awaitsResult() && !j.check.HasResult() {
		j.check.Elsewhere = true
		j.check.Used++
	}
	j.check.State, j.check.startUnresolved, j.check.EndedAt = state, false, e.At
}

// FinalityOfRejection tells whether a rejection allows another try. The type the service
// gives decides; without one a single final label does.
func FinalityOfRejection(rejectType foreign.Text, labels []foreign.Text) Finality {
	switch kind := lowerText(rejectType); {
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

// applySlotsReopened frees the pictures a rejection concerns for another round.
func (j *Journey) applySlotsReopened(v SlotsReopened) error {
	if j.check.State != CheckRejected {
		return outOfTurnErrorf("there is no rejection that allows another try")
	}
	if j.closed {
		return outOfTurnErrorf("the dossier is closed")
	}
	for _, slot := range v.Slots {
		i, k, ok := j.slotIndices(slot)
		if !ok {
			return outOfTurnErrorf("the flow wants no such picture")
		}
		s := &j.needs[i].slots[k]
		if s.state == Sending || s.state == Awaiting || s.state == Unclear {
			return outOfTurnErrorf("%s: a picture is being sent or is unclear", slot)
		}
		if s.attempt > 0 {
			j.attempts[s.attempt-1].Rejected = true
		}
		*s = slotState{slot: s.slot, state: Missing}
		j.needs[i].round++
	}
	j.check.State = CheckNone
	j.check.priorResult = j.result
	return nil
}
