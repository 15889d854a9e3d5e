package flows

import (
	"errors"
	"fmt"
)

// ErrNotHolder says that another session holds the dossier.
var ErrNotHolder = errors.New("another session holds this dossier")

// ErrOutOfTurn says that an event does not fit the state. It is always an
// *OutOfTurnError, which says why.
var ErrOutOfTurn = errors.New("not possible now")

// ErrDamaged says that an entry cannot follow the one before it.
var ErrDamaged = errors.New("the journal of this dossier is damaged")

func outOfTurnErrorf(format string, args ...any) error {
	return &OutOfTurnError{Rule: fmt.Sprintf(format, args...)}
}

// OutOfTurnError is an ErrOutOfTurn, often about one picture or requirement.
type OutOfTurnError struct {
	Slot Slot   // zero: about neither; without a side: the requirement
	Rule string // in words, or the code of an objection
}

func (e *OutOfTurnError) Error() string {
	about := ""
	if e.Slot != (Slot{}) {
		about = e.Slot.String() + ": "
	}
	return ErrOutOfTurn.Error() + ": " + about + e.Rule
}

// Unwrap makes it ErrOutOfTurn.
func (e *OutOfTurnError) Unwrap() error { return ErrOutOfTurn }

// Apply returns the journey after e. It never changes j, and its errors hold
// no foreign text: ErrDamaged for an entry out of order, ErrNotHolder for a
// choice or a gate of a session that is not the holder, ErrOutOfTurn for the rest.
func (j Journey) Apply(e Entry) (Journey, error) {
	if e.Seq != j.head+1 || e.At.Before(j.updated) || EventName(e.Event) == "" {
		return j, ErrDamaged
	}
	if err := j.authorizeEntry(e); err != nil {
		return j, err
	}
	next := j.clone()
	if err := e.Event.apply(&next, e); err != nil {
		return j, err
	}
	next.cancelUnreleasedStart()
	next.head, next.lastID, next.updated = e.Seq, e.ID, e.At
	return next, nil
}

// authorizeEntry applies the rule of the three classes: choices and gates belong to
// the holder, facts to the session that made the request.
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

// requireSettled refuses a change while a picture of the need is being sent or
// its answer is lost.
func (n needState) requireSettled() error {
	if n.hasSlotIn(Sending, Awaiting, Unclear) {
		return unsettledError(Slot{Need: n.need.Name})
	}
	return nil
}

// requireSettled refuses a change while the slot's picture is being sent or its
// answer is lost.
func (s slotState) requireSettled() error {
	if s.state == Sending || s.state == Awaiting || s.state == Unclear {
		return unsettledError(s.slot)
	}
	return nil
}

func unsettledError(about Slot) error {
	return &OutOfTurnError{about, "a picture has no answer yet, or is unclear"}
}

// requireOpenForPictures refuses everything that leads to a send while a check
// runs, after its result, while an incident is open and once the dossier is closed.
func (j *Journey) requireOpenForPictures() error {
	switch {
	case j.closed:
		return outOfTurnErrorf("the dossier is closed")
	case len(j.incidents) > 0:
		return outOfTurnErrorf("an answer named another applicant or document; resolve that first")
	case j.check.State == CheckRejected:
		return outOfTurnErrorf("choose which pictures to replace first")
	}
	return j.requireNoCheck()
}

func (j *Journey) requireNoCheck() error {
	if j.check.State != CheckNone {
		return outOfTurnErrorf("a check is running or has ended")
	}
	return nil
}
