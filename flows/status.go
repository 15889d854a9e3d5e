package flows

import (
	"slices"
	"strings"
	"time"

	"dossier/flows/foreign"
	"dossier/flows/rejection"
)

// ApplicantStatus is the applicant's status as last reported.
type ApplicantStatus struct {
	At         time.Time
	Status     foreign.Text
	Answer     foreign.Text
	RejectType foreign.Text
	Labels     []foreign.Text
	Modified   int64
	Withheld   bool // reasons are left out: whoever looks must not learn them
}

// Matches reports whether the service says the same as before: only changes are
// journaled.
func (s ApplicantStatus) Matches(v StatusSeen) bool {
	return !s.At.IsZero() && lowerText(s.Status) == lowerText(v.Status) && lowerText(s.Answer) == lowerText(v.Answer) && s.RejectType == v.RejectType &&
		slices.Equal(s.Labels, v.Labels) && s.Modified == v.Modified
}

func lowerText(f foreign.Text) string { return strings.ToLower(foreign.Reveal(f)) }

// StatusSeen is a change of the applicant's status.
// Modified is the service's "Modified Date" of the result in milliseconds
// since 1970, 0 when absent: a new result has another one.
type StatusSeen struct {
	Status     foreign.Text   `json:"status"`
	Answer     foreign.Text   `json:"answer"`
	RejectType foreign.Text   `json:"rejectType"`
	Labels     []foreign.Text `json:"labels,omitempty"`
	Modified   int64          `json:"modified,omitempty"`
}

func (StatusSeen) eventClass() eventClass { return factClass }

// apply follows the service. An unknown word changes only what is
// shown. A result that was known before the check was asked for is not this
// check's. Between the release of a start and its answer it is unknown whether a
// status was read before or after the start, so it is dropped and read again.
func (v StatusSeen) apply(j *Journey, e Entry) error {
	if e.Session != j.holder.Session {
		return ErrNotHolder
	}
	if j.check.State == CheckReleasing {
		return nil
	}
	j.status = ApplicantStatus{At: e.At, Status: v.Status, Answer: v.Answer, RejectType: v.RejectType, Labels: v.Labels, Modified: v.Modified}
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

// recordRunningCheck notes that a check runs: that of this dossier or, when none is
// awaited, one that was started elsewhere, which also uses up one of the applicant's checks and
// replaces a start that is not released yet.
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
		if rejection.FinalityOf(v.RejectType, v.Labels) == rejection.Final {
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

// MinStatusDelay and MaxStatusDelay bound the pause before the first questions about a check
// that runs; later ones come less often.
const (
	MinStatusDelay = 10 * time.Second
	MaxStatusDelay = 15 * time.Second
)
