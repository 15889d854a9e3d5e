package desk

import (
	"context"
	"errors"

	"dossier/flows"
)

// choices are what the operator chose, in order. Their first event keeps its ID over
// all tries, so that a try which was durable after all is recognised.
type choices struct {
	events []flows.Event
	answer func(error)     // answers the caller that waits; nil: a refusal becomes a notice
	ctx    context.Context // of the caller that waits
	id     string          // of the first event; empty before the first try

	isRecorded bool // the first event was found in the journal
	isStale    bool // others wrote meanwhile: choose again
}

// recordChoices appends what the operator chose. The first refusal drops the rest: they
// were chosen for a state that did not come. Choices that could not be recorded
// are postponed when a caller waits for them.
func (r *recorder) recordChoices(c *choices) {
	if c.id == "" {
		c.id = r.cfg.NewID()
	}
	err := r.stopError()
	for err == nil && len(c.events) > 0 {
		if err = r.recordFirstChoice(c); c.answer != nil && errors.Is(err, ErrNotRecorded) {
			r.beginOutage()
			r.postponed = append(r.postponed, c)
			return
		}
	}
	switch {
	case c.answer != nil:
		c.answer(err)
	case err != nil:
		refused := refusalNotice(err, r.journey)
		if errors.Is(err, ErrNotRecorded) {
			refused.Reason = r.journalReason
		}
		r.notify(refused)
	}
}

func (r *recorder) recordFirstChoice(c *choices) error {
	e, err := r.owner.prepareChoice(c.events[0])
	if err == nil {
		err = r.appendEvent(c.id, e)
	}
	switch {
	case err == nil:
		r.owner.choiceRecorded(e)
		r.removeFirstChoice(c)
	case c.answer == nil && errors.Is(err, ErrMaybeRecorded):
		r.markUncertain(c.id)
	}
	return err
}

// removeFirstChoice continues with the second event, which has an ID of its own.
func (r *recorder) removeFirstChoice(c *choices) {
	c.events, c.id, c.isRecorded, c.isStale = c.events[1:], r.cfg.NewID(), false, false
}

// retryPostponed tries again what waits, in order; what still cannot be
// recorded keeps waiting. They are taken one at a time: what one try finds in the
// journal also concerns those after it.
func (r *recorder) retryPostponed() {
	for range len(r.postponed) {
		c := r.postponed[0]
		r.postponed = r.postponed[1:]
		switch {
		case c.ctx.Err() != nil: // its caller no longer waits
		case c.isRecorded:
			r.removeFirstChoice(c)
			r.recordChoices(c)
		case c.isStale:
			c.answer(r.conflictError(c.events[0]))
		default:
			r.recordChoices(c)
		}
	}
}
