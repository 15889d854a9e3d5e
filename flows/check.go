package flows

import (
	"time"

	"dossier/flows/foreign"
)

// MaxChecks is how many checks an applicant has, by API and link together
// (manual page "Requesting to start the verification process"). No call
// reports how many are used.
const MaxChecks = 5

// CheckState is where the verification stands.
type CheckState string

// The states of the check.
const (
	CheckNone      CheckState = "none"
	CheckAsked     CheckState = "asked"    // confirmed by the operator, not released
	CheckReleasing CheckState = "released" // the start may have been received
	CheckUnclear   CheckState = "lost"     // the start may have been received, no usable answer
	CheckStarted   CheckState = "started"
	CheckApproved  CheckState = "approved"
	CheckRejected  CheckState = "rejected" // another try may be possible
	CheckFinal     CheckState = "final"    // rejected, no other try
)

// Check is the verification as this dossier knows it.
type Check struct {
	Number          int // the latest check asked for in this dossier, 0 for none
	Used            int // checks that the service has, or may have, begun
	State           CheckState
	Elsewhere       bool // not started here: a link, another tool
	AskedAt         time.Time
	SentAt          time.Time
	EndedAt         time.Time
	Cause           Cause
	PausedBy        Cause        // what had paused sending, when Cause is CausePaused
	Transfer        Transfer     // how much of the start left
	Refusal         foreign.Text // what the service said to a refused start
	Status          int
	priorResult     ApplicantStatus // the result known when the check was asked for
	session         string          // the run of the program that asked for it
	awaitsAnswer    bool            // that run waits for the answer to the start
	startUnresolved bool            // released, counted in Used, and neither answered nor seen in the status
}

// HasResult reports whether the service has given its result.
func (c Check) HasResult() bool {
	return c.State == CheckApproved || c.State == CheckRejected || c.State == CheckFinal
}

// IsRunning reports whether a result is awaited.
func (c Check) IsRunning() bool { return c.State == CheckStarted || c.State == CheckUnclear }

// cancelUnreleasedStart takes back an unreleased start when a late fact has made the
// checklist incomplete: an early start harms the result.
func (j *Journey) cancelUnreleasedStart() {
	if j.check.State == CheckAsked && len(j.checklistBlockers()) > 0 {
		j.check.State, j.check.Cause = CheckNone, CauseCancelled
	}
}

// requireOwnStart checks that a fact about a start comes from the session that made
// it; latest is false for a start that a newer one has replaced.
func (j *Journey) requireOwnStart(e Entry, n int) (latest bool, err error) {
	if n < 1 || n > j.check.Number || n == j.check.Number && e.Session != j.check.session {
		return false, outOfTurnErrorf("no such start of this session")
	}
	return n == j.check.Number, nil
}

// resetFailedStart allows another start after one that began nothing.
func (j *Journey) resetFailedStart() {
	if j.check.startUnresolved {
		j.check.Used--
	}
	j.check.State, j.check.startUnresolved = CheckNone, false
}
