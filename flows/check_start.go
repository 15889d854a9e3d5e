package flows

import (
	"time"

	"dossier/flows/foreign"
)

// CheckConfirmed is the operator's order to start the check; N counts
// the checks of this dossier from 1.
type CheckConfirmed struct {
	N int `json:"n"`
}

func (CheckConfirmed) eventClass() eventClass { return choiceClass }

func (v CheckConfirmed) apply(j *Journey, e Entry) error {
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

// CheckReleased is appended before the start is sent.
type CheckReleased struct {
	N int `json:"n"`
}

func (CheckReleased) eventClass() eventClass { return gateClass }

func (v CheckReleased) apply(j *Journey, e Entry) error {
	if v.N != j.check.Number || j.check.State != CheckAsked {
		return outOfTurnErrorf("this start is no longer wanted")
	}
	j.check.State, j.check.SentAt, j.check.Transfer = CheckReleasing, e.At, TransferWhole
	j.check.startUnresolved, j.check.awaitsAnswer = true, true
	j.check.Used++
	return nil
}

// CheckAnswered is the service's answer to the start.
type CheckAnswered struct {
	N       int          `json:"n"`
	Started bool         `json:"started"` // false: refused
	Status  int          `json:"status"`
	Message foreign.Text `json:"message"`
	Ray     string       `json:"ray,omitempty"`
}

func (CheckAnswered) eventClass() eventClass { return factClass }

// apply never fails on a released start, as with pictures. It changes the check
// unless something else has already settled the start.
func (v CheckAnswered) apply(j *Journey, e Entry) error {
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
	c.Refusal, c.Status, c.Cause, c.PausedBy = v.Message, v.Status, "", ""
	if c.Transfer == TransferUnknown { // an answer before the last byte
		c.Transfer = TransferPart
	}
	if v.Started {
		c.State, c.startUnresolved = CheckStarted, false
		return nil
	}
	c.EndedAt = e.At
	j.resetFailedStart()
	return nil
}

// CheckNotSent says that the service did not receive the start.
type CheckNotSent struct {
	N        int      `json:"n"`
	Cause    Cause    `json:"cause"`
	PausedBy Cause    `json:"pausedBy,omitempty"` // what had paused sending, when Cause is CausePaused
	Transfer Transfer `json:"transfer,omitempty"` // how much left before it ended
}

func (CheckNotSent) eventClass() eventClass { return factClass }

func (v CheckNotSent) apply(j *Journey, e Entry) error {
	latest, err := j.requireOwnStart(e, v.N)
	if err != nil || !latest {
		return err
	}
	j.check.awaitsAnswer = false
	if j.check.startUnresolved || j.check.State == CheckAsked {
		j.resetFailedStart()
		j.check.Cause, j.check.PausedBy, j.check.SentAt = v.Cause, v.PausedBy, time.Time{}
		j.check.Transfer = transferOf(v.Transfer, v.Cause)
	}
	return nil
}

// CheckLost says that the service may have received the start. The status is read;
// the start is never repeated. The state that follows is CheckUnclear.
type CheckLost struct {
	N      int    `json:"n"`
	Cause  Cause  `json:"cause"`
	Status int    `json:"status,omitempty"`
	Ray    string `json:"ray,omitempty"`
}

func (CheckLost) eventClass() eventClass { return factClass }

func (v CheckLost) apply(j *Journey, e Entry) error {
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

// LostCheckDelay is how long a lost start is watched before the operator may
// say that it was not received: a workflow of the service may run 300 s.
const LostCheckDelay = 5 * time.Minute

// CheckDecided lets the operator settle a lost start that the service's
// status does not show.
type CheckDecided struct {
	N      int    `json:"n"`
	Reason string `json:"reason"`
}

func (CheckDecided) eventClass() eventClass { return choiceClass }

// apply allows another start when the status has not shown this one for
// LostCheckDelay.
func (v CheckDecided) apply(j *Journey, e Entry) error {
	if v.N != j.check.Number || j.check.State != CheckUnclear {
		return outOfTurnErrorf("there is nothing to decide")
	}
	if v.Reason == "" {
		return outOfTurnErrorf("a decision needs a reason")
	}
	if e.At.Sub(j.check.SentAt) < LostCheckDelay {
		return outOfTurnErrorf("the start may still show; wait %g minutes after it was sent", LostCheckDelay.Minutes())
	}
	j.check.State = CheckNone
	return nil
}
