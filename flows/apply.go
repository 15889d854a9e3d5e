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

func outOfTurnErrorf(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrOutOfTurn, fmt.Sprintf(format, args...))
}

// Apply returns the journey after e. It never changes j, and its errors hold
// no foreign text: ErrDamaged for an entry out of order, ErrNotHolder for a
// choice or a gate of a session that was overtaken, ErrOutOfTurn for the rest.
func (j Journey) Apply(e Entry) (Journey, error) {
	if e.Seq != j.head+1 || e.At.Before(j.updated) || e.Event == nil {
		return j, ErrDamaged
	}
	if err := j.authorizeEntry(e); err != nil {
		return j, err
	}
	next := j.clone()
	if err := next.applyEvent(e); err != nil {
		return j, err
	}
	next.cancelUnreleasedStart()
	next.head, next.lastID, next.updated = e.Seq, e.ID, e.At
	return next, nil
}

// authorizeEntry holds the rule of the three classes: choices and gates belong to
// the holder, facts to whoever made the request.
func (j Journey) authorizeEntry(e Entry) error {
	if _, opens := e.Event.(Opened); opens {
		return nil
	}
	if j.head == 0 {
		return ErrDamaged
	}
	if e.Event.eventClass() != factClass && e.Session != j.holder.Session {
		return ErrNotHolder
	}
	return nil
}

// applyEvent dispatches; the cases are methods on the copy.
func (j *Journey) applyEvent(e Entry) error {
	switch v := e.Event.(type) {
	case Opened:
		return j.applyOpened(e, v)
	case FlowChosen:
		return j.applyFlowChosen(v)
	case DocumentChosen:
		return j.applyDocumentChosen(v)
	case FileChosen:
		return j.applyFileChosen(e, v)
	case SendStarted:
		return j.applySendStarted(e, v)
	case SendCancelled:
		return j.applySendCancelled(e, v)
	case Released:
		return j.applyReleased(e, v)
	case NotSent:
		return j.applyNotSent(e, v)
	case Answered:
		return j.applyAnswered(e, v)
	case AnswerLost:
		return j.applyAnswerLost(e, v)
	case Decided:
		return j.applyDecided(e, v)
	case WarningAcknowledged:
		return j.applyWarningAcknowledged(e, v)
	}
	return j.applyCheckEvent(e)
}

func (j *Journey) applyCheckEvent(e Entry) error {
	switch v := e.Event.(type) {
	case CheckConfirmed:
		return j.applyCheckConfirmed(e, v)
	case CheckReleased:
		return j.applyCheckReleased(e, v)
	case CheckAnswered:
		return j.applyCheckAnswered(e, v)
	case CheckNotSent:
		return j.applyCheckNotSent(e, v)
	case CheckLost:
		return j.applyCheckLost(e, v)
	case CheckDecided:
		return j.applyCheckDecided(e, v)
	case StatusSeen:
		return j.applyStatusSeen(e, v)
	case SlotsReopened:
		return j.applySlotsReopened(v)
	case IncidentResolved:
		return j.applyIncidentResolved(v)
	case Closed:
		return j.applyClosed()
	}
	return ErrDamaged
}

// applyIncidentResolved lifts the oldest incident, the one that Incident shows; a
// second one has its own turn.
func (j *Journey) applyIncidentResolved(v IncidentResolved) error {
	if len(j.incidents) == 0 {
		return outOfTurnErrorf("there is no incident")
	}
	if v.Reason == "" {
		return outOfTurnErrorf("resolving an incident needs a reason")
	}
	j.incidents = slices.Clone(j.incidents[1:])
	return nil
}

func (j *Journey) applyClosed() error {
	if j.IsSending() || j.check.State == CheckAsked || j.check.State == CheckReleasing {
		return outOfTurnErrorf("something is on its way")
	}
	j.closed = true
	return nil
}
