package desk

import (
	"errors"
	"slices"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/notice"
)

// pendingFact is a fact that the journal has not confirmed yet. Its ID stays, so
// that a try which was durable after all is recognised.
type pendingFact struct {
	id    string
	event flows.Event
}

// recordFact appends a fact. A fact that cannot be written now is kept and tried
// again: only the journal write is repeated, never the request.
func (r *recorder) recordFact(e flows.Event) {
	r.pending = append(r.pending, pendingFact{r.cfg.NewID(), e})
	if r.permanentErr != nil {
		if r.dropPending() {
			r.notifyLoss(r.permanentErr, true)
		}
		return
	}
	before := len(r.pending)
	if r.appendPending(); len(r.pending) == before {
		r.beginOutage()
		r.notify(notice.Notice{Code: unrecordedCode(e), Reason: r.journalReason, IsProblem: true})
	}
}

func (r *recorder) appendPending() {
	for len(r.pending) > 0 && r.permanentErr == nil {
		first := r.pending[0]
		if errors.Is(r.appendEvent(first.id, first.event), ErrNotRecorded) {
			return
		}
		r.removePending(first.id)
	}
}

func (r *recorder) removePending(id string) {
	r.pending = slices.DeleteFunc(r.pending, func(p pendingFact) bool { return p.id == id })
}

// failPermanently ends all recording, says why, and gives up what waits for the
// journal.
func (r *recorder) failPermanently(cause error) error {
	r.permanentErr, r.readFailed = cause, false
	r.notifyLoss(cause, r.dropPending())
	return cause
}

// failIfPermanent calls failPermanently for a permanent error of the journal, which would
// otherwise be tried again for ever. It returns why nothing is recorded any more; nil for
// an error that may pass.
func (r *recorder) failIfPermanent(err error) error {
	if r.permanentErr == nil && journal.IsPermanent(err) {
		return r.failPermanently(err)
	}
	return r.permanentErr
}

// notifyLoss says why nothing is recorded any more, and whether that loses what became
// of a request.
func (r *recorder) notifyLoss(cause error, lost bool) {
	n := refusalNotice(cause, r.journey)
	n.LostOutcome = lost
	r.notify(n)
}

// dropPending drops what cannot be recorded any more. It reports whether anything is
// lost that only the service knows.
func (r *recorder) dropPending() (lost bool) {
	for _, p := range r.pending {
		if isOutcome(p.event) {
			r.lostOutcomes++
			lost = true
		}
	}
	r.pending = nil
	return lost
}

// isOutcome reports whether e says what became of a request that was sent.
func isOutcome(e flows.Event) bool {
	switch e.(type) {
	case flows.Answered, flows.AnswerLost, flows.CheckAnswered, flows.CheckLost:
		return true
	}
	return false
}
