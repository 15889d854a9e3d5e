package flows

import (
	"dossier/flows/foreign"
	"time"
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
	CheckAsked     CheckState = "asked"    // confirmed by a person, not released
	CheckReleasing CheckState = "released" // the start may have arrived
	CheckUnclear   CheckState = "lost"     // the start may have arrived, no usable answer
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
	Elsewhere       bool // started by somebody else: a link, another tool
	AskedAt         time.Time
	SentAt          time.Time
	EndedAt         time.Time
	Cause           Cause
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

func (j *Journey) applyCheckConfirmed(e Entry, v CheckConfirmed) error {
	if blockers := j.StartBlockers(); len(blockers) > 0 {
		return outOfTurnErrorf("the checklist is not complete")
	}
	if v.N != j.check.Number+1 {
		return outOfTurnErrorf("this check was asked for already")
	}
	j.check = Check{
		Number: v.N, Used: j.check.Used, State: CheckAsked,
		AskedAt: e.At, priorResult: j.result, session: e.Session,
	}
	return nil
}

func (j *Journey) applyCheckReleased(e Entry, v CheckReleased) error {
	if v.N != j.check.Number || j.check.State != CheckAsked {
		return outOfTurnErrorf("this start is no longer wanted")
	}
	j.check.State, j.check.SentAt = CheckReleasing, e.At
	j.check.startUnresolved, j.check.awaitsAnswer = true, true
	j.check.Used++
	return nil
}

// cancelUnreleasedStart takes an unreleased start back when a late fact has opened the
// checklist again: a start of an incomplete set harms the result.
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

// applyCheckAnswered never fails on a released start, as with pictures. It moves
// the check while nothing else has told what became of the start.
func (j *Journey) applyCheckAnswered(e Entry, v CheckAnswered) error {
	latest, err := j.requireOwnStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	c := &j.check
	if v.Started && c.SentAt.IsZero() {
		return outOfTurnErrorf("an answer to a start that was not sent")
	}
	c.awaitsAnswer = false
	if !c.startUnresolved && c.State != CheckAsked {
		return nil
	}
	c.Refusal, c.Status = v.Message, v.Status
	if v.Started {
		c.State, c.startUnresolved = CheckStarted, false
		return nil
	}
	c.EndedAt = e.At
	j.resetFailedStart()
	return nil
}

// resetFailedStart frees the check after a start that began nothing.
func (j *Journey) resetFailedStart() {
	if j.check.startUnresolved {
		j.check.Used--
	}
	j.check.State, j.check.startUnresolved = CheckNone, false
}

func (j *Journey) applyCheckNotSent(e Entry, v CheckNotSent) error {
	latest, err := j.requireOwnStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	j.check.awaitsAnswer = false
	if j.check.startUnresolved || j.check.State == CheckAsked {
		j.resetFailedStart()
		j.check.Cause, j.check.SentAt = v.Cause, time.Time{}
	}
	return nil
}

func (j *Journey) applyCheckLost(e Entry, v CheckLost) error {
	latest, err := j.requireOwnStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	if j.check.SentAt.IsZero() {
		return outOfTurnErrorf("the start was not released, so nothing is lost")
	}
	j.check.awaitsAnswer = false
	if j.check.State == CheckReleasing || j.check.State == CheckUnclear {
		j.check.State, j.check.Cause, j.check.Status = CheckUnclear, v.Cause, v.Status
	}
	return nil
}

// LostCheckDelay is how long a lost start is watched before a person may
// say that it never arrived: a workflow of the service may run 300 s.
const LostCheckDelay = 5 * time.Minute

// applyCheckDecided frees a lost start that the status has not shown for
// LostCheckDelay.
func (j *Journey) applyCheckDecided(e Entry, v CheckDecided) error {
	if v.N != j.check.Number || j.check.State != CheckUnclear {
		return outOfTurnErrorf("there is nothing to decide")
	}
	if v.Reason == "" {
		return outOfTurnErrorf("a decision needs a reason")
	}
	if e.At.Sub(j.check.SentAt) < LostCheckDelay {
		return outOfTurnErrorf("the start may still show; wait five minutes after it was sent")
	}
	j.check.State = CheckNone
	return nil
}
