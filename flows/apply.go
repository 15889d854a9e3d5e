package flows

import (
	"errors"
	"fmt"
	"slices"
)

// ErrNotHolder says that another session holds the dossier.
var ErrNotHolder = errors.New("another session holds this dossier")

// ErrOutOfTurn says that an event does not fit the state; the wrapped text
// says what to do first.
var ErrOutOfTurn = errors.New("not possible now")

// ErrDamaged says that an entry can not follow the one before it.
var ErrDamaged = errors.New("the journal of this dossier is damaged")

func outOfTurn(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrOutOfTurn, fmt.Sprintf(format, args...))
}

// Apply returns the journey after e. It never changes j, and its errors hold
// no foreign text: ErrDamaged for an entry out of order, ErrNotHolder for a
// choice or a gate of a session that was overtaken, ErrOutOfTurn for the rest.
func (j Journey) Apply(e Entry) (Journey, error) {
	if e.Seq != j.head+1 || e.At.Before(j.updated) || e.Event == nil {
		return j, ErrDamaged
	}
	if err := j.mayWrite(e); err != nil {
		return j, err
	}
	next := j.clone()
	if err := next.take(e); err != nil {
		return j, err
	}
	next.recallStart()
	next.head, next.last, next.updated = e.Seq, e.ID, e.At
	return next, nil
}

// mayWrite holds the rule of the three classes: choices and gates belong to
// the holder, facts to whoever made the request.
func (j Journey) mayWrite(e Entry) error {
	if _, opens := e.Event.(Opened); opens {
		return nil
	}
	if j.head == 0 {
		return ErrDamaged
	}
	if e.Event.class() != fact && e.Session != j.holder.Session {
		return ErrNotHolder
	}
	return nil
}

// take dispatches; the cases are methods on the copy.
func (j *Journey) take(e Entry) error {
	switch v := e.Event.(type) {
	case Opened:
		return j.opened(e, v)
	case FlowChosen:
		return j.flowChosen(v)
	case DocumentChosen:
		return j.documentChosen(v)
	case FileChosen:
		return j.fileChosen(e, v)
	case SendStarted:
		return j.sendStarted(e, v)
	case SendCancelled:
		return j.sendCancelled(e, v)
	case Released:
		return j.released(e, v)
	case NotSent:
		return j.notSent(e, v)
	case Answered:
		return j.answered(e, v)
	case AnswerLost:
		return j.answerLost(e, v)
	case Decided:
		return j.decided(e, v)
	case WarningAcknowledged:
		return j.acknowledged(e, v)
	}
	return j.takeCheck(e)
}

func (j *Journey) takeCheck(e Entry) error {
	switch v := e.Event.(type) {
	case CheckConfirmed:
		return j.checkConfirmed(e, v)
	case CheckReleased:
		return j.checkReleased(e, v)
	case CheckAnswered:
		return j.checkAnswered(e, v)
	case CheckNotSent:
		return j.checkNotSent(e, v)
	case CheckLost:
		return j.checkLost(e, v)
	case CheckDecided:
		return j.checkDecided(e, v)
	case StatusSeen:
		return j.statusSeen(e, v)
	case SlotsReopened:
		return j.slotsReopened(v)
	case IncidentResolved:
		return j.incidentResolved(v)
	case Closed:
		return j.close()
	}
	return ErrDamaged
}

// incidentResolved lifts the oldest incident, the one that Incident shows; a
// second one has its own turn.
func (j *Journey) incidentResolved(v IncidentResolved) error {
	if len(j.incidents) == 0 {
		return outOfTurn("there is no incident")
	}
	if v.Reason == "" {
		return outOfTurn("resolving an incident needs a reason")
	}
	j.incidents = slices.Clone(j.incidents[1:])
	return nil
}

func (j *Journey) close() error {
	if j.Sending() || j.check.State == CheckAsked || j.check.State == CheckReleasedState {
		return outOfTurn("something is on its way")
	}
	j.closed = true
	return nil
}
