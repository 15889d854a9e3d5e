package flows

import "time"

// MaxChecks is how many checks an applicant has, by API and link together
// (manual page "Requesting to start the verification process"). No call
// reports how many are used.
const MaxChecks = 5

// CheckState is where the verification stands.
type CheckState string

// The states of the check.
const (
	CheckNone          CheckState = "none"
	CheckAsked         CheckState = "asked"    // confirmed by a person, not released
	CheckReleasedState CheckState = "released" // the start may have arrived
	CheckLostState     CheckState = "lost"     // the start may have arrived, no usable answer
	CheckStarted       CheckState = "started"
	CheckApproved      CheckState = "approved"
	CheckRejected      CheckState = "rejected" // another try may be possible
	CheckFinal         CheckState = "final"    // rejected, no other try
)

// Check is the verification as this dossier knows it.
type Check struct {
	N         int // the latest check asked for in this dossier, 0 for none
	Used      int // checks that the service has, or may have, begun
	State     CheckState
	Elsewhere bool // started by somebody else: a link, another tool
	AskedAt   time.Time
	SentAt    time.Time
	EndedAt   time.Time
	Cause     Cause
	Refusal   Foreign // what the service said to a refused start
	Status    int
	before    Seen   // the result known when the check was asked for
	session   string // the run of the program that asked for it
	waiting   bool   // that run waits for the answer to the start
	atLarge   bool   // released, counted in Used, and neither answered nor seen in the status
}

// Over reports whether the service has given its result.
func (c Check) Over() bool {
	return c.State == CheckApproved || c.State == CheckRejected || c.State == CheckFinal
}

// Running reports whether a result is awaited.
func (c Check) Running() bool { return c.State == CheckStarted || c.State == CheckLostState }

func (j *Journey) checkConfirmed(e Entry, v CheckConfirmed) error {
	if blockers := j.CanStart(); len(blockers) > 0 {
		return outOfTurn("the checklist is not complete")
	}
	if v.N != j.check.N+1 {
		return outOfTurn("this check was asked for already")
	}
	j.check = Check{
		N: v.N, Used: j.check.Used, State: CheckAsked,
		AskedAt: e.At, before: j.result, session: e.Session,
	}
	return nil
}

func (j *Journey) checkReleased(e Entry, v CheckReleased) error {
	if v.N != j.check.N || j.check.State != CheckAsked {
		return outOfTurn("this start is no longer wanted")
	}
	j.check.State, j.check.SentAt = CheckReleasedState, e.At
	j.check.atLarge, j.check.waiting = true, true
	j.check.Used++
	return nil
}

// recallStart takes an unreleased start back when a late fact has opened the
// checklist again: a start of an incomplete set harms the result.
func (j *Journey) recallStart() {
	if j.check.State == CheckAsked && len(j.lacks()) > 0 {
		j.check.State, j.check.Cause = CheckNone, CauseCancelled
	}
}

// ownStart checks that a fact about a start comes from the session that made
// it; latest is false for a start that a newer one has replaced.
func (j *Journey) ownStart(e Entry, n int) (latest bool, err error) {
	if n < 1 || n > j.check.N || n == j.check.N && e.Session != j.check.session {
		return false, outOfTurn("no such start of this session")
	}
	return n == j.check.N, nil
}

// checkAnswered never fails on a released start, as with pictures. It moves
// the check while nothing else has told what became of the start.
func (j *Journey) checkAnswered(e Entry, v CheckAnswered) error {
	latest, err := j.ownStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	c := &j.check
	if v.Started && c.SentAt.IsZero() {
		return outOfTurn("an answer to a start that was not sent")
	}
	c.waiting = false
	if !c.atLarge && c.State != CheckAsked {
		return nil
	}
	c.Refusal, c.Status = v.Message, v.Status
	if v.Started {
		c.State, c.atLarge = CheckStarted, false
		return nil
	}
	c.EndedAt = e.At
	j.startFailed()
	return nil
}

// startFailed frees the check after a start that began nothing.
func (j *Journey) startFailed() {
	if j.check.atLarge {
		j.check.Used--
	}
	j.check.State, j.check.atLarge = CheckNone, false
}

func (j *Journey) checkNotSent(e Entry, v CheckNotSent) error {
	latest, err := j.ownStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	j.check.waiting = false
	if j.check.atLarge || j.check.State == CheckAsked {
		j.startFailed()
		j.check.Cause, j.check.SentAt = v.Cause, time.Time{}
	}
	return nil
}

func (j *Journey) checkLost(e Entry, v CheckLost) error {
	latest, err := j.ownStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	if j.check.SentAt.IsZero() {
		return outOfTurn("the start was not released, so nothing is lost")
	}
	j.check.waiting = false
	if j.check.State == CheckReleasedState || j.check.State == CheckLostState {
		j.check.State, j.check.Cause, j.check.Status = CheckLostState, v.Cause, v.Status
	}
	return nil
}

// LostCheckPatience is how long a lost start is watched before a person may
// say that it never arrived: a workflow of the service may run 300 s.
const LostCheckPatience = 5 * time.Minute

// checkDecided frees a lost start that the status has not shown for
// LostCheckPatience.
func (j *Journey) checkDecided(e Entry, v CheckDecided) error {
	if v.N != j.check.N || j.check.State != CheckLostState {
		return outOfTurn("there is nothing to decide")
	}
	if v.Reason == "" {
		return outOfTurn("a decision needs a reason")
	}
	if e.At.Sub(j.check.SentAt) < LostCheckPatience {
		return outOfTurn("the start may still show; wait five minutes after it was sent")
	}
	j.check.State = CheckNone
	return nil
}
