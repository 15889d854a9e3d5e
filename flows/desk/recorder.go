package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/notice"
	"dossier/flows/startlist"
)

// ErrStateChanged says that a choice met a newer state: look, and choose again.
var ErrStateChanged = errors.New("something else happened first; look, and choose again")

// ErrNotRecorded says that the journal could not take the entry.
var ErrNotRecorded = errors.New("it could not be recorded in the journal")

// maxAppendConflicts bounds how often an entry is tried on a newer head; each round means
// that another session made progress.
const maxAppendConflicts = 50

// recorderOwner is what a recorder calls on its desk.
type recorderOwner interface {
	// prepareChoice is called before a choice is appended. It may refuse it, and
	// returns it with what only the desk knows.
	prepareChoice(e flows.Event) (flows.Event, error)
	// choiceRecorded is called when a choice is known to be in the journal: at once, or
	// when it is found there although its append had failed.
	choiceRecorded(e flows.Event)
	// journeyChanged is called after every entry, with the state before it.
	journeyChanged(before flows.Journey, e flows.Entry)
}

// recorder writes one session's events to the journal and reads what others
// write. It knows the state at the journal's head, and it alone decides what
// happens while the journal cannot be used: facts are kept and tried again, choices
// wait or are reported as uncertain, and one notice at the end says what happened
// meanwhile. It belongs to one goroutine.
type recorder struct {
	ctx    context.Context // of the desk; no append or read ends with it
	cfg    Config
	owner  recorderOwner
	notify func(notice.Notice)

	journey       flows.Journey
	operators     []string // who wrote its entries, each once
	latestReload  reloadResult
	pending       []pendingFact // facts that the journal has not confirmed yet, oldest first
	postponed     []*choices    // choices that wait for the journal, oldest first
	outage        *outage       // nil while the journal does what it is asked
	permanentErr  error         // nothing can be sent or recorded any more
	lostOutcomes  int           // outcomes that were given up for that
	takenOver     bool          // another session took the dossier over: do not take it back automatically
	readFailed    bool          // the journal could not be read
	sendsBlocked  bool          // a send could not begin because of the journal
	holdBlocked   bool          // this session could not become the holder because of the journal
	journalReason string        // what was wrong with the journal last, in its own words; "" when that is not known
}

func newRecorder(ctx context.Context, cfg Config, owner recorderOwner, notify func(notice.Notice)) *recorder {
	return &recorder{ctx: ctx, cfg: cfg, owner: owner, notify: notify, journey: flows.NewJourney(cfg.Key)}
}

// appendEvent makes e a fact: it is applied to a copy, written durably at the
// expected position, and only then adopted. An earlier try may have used the ID.
func (r *recorder) appendEvent(id string, e flows.Event) error {
	for range maxAppendConflicts {
		if r.permanentErr != nil {
			return r.permanentErr
		}
		entry := r.newEntry(id, e)
		next, err := r.journey.Apply(entry)
		if err != nil {
			return err
		}
		summary := startlist.Summarize(next)
		summary.Release = next.ReleaseOf(e)
		out := r.cfg.Store.Append(context.WithoutCancel(r.ctx), r.cfg.Key, entry, summary)
		switch out.Result {
		case journal.OtherApplicant:
			return ErrOtherApplicant
		case journal.Done:
			r.journalReason = ""
			r.adoptJourney(next, entry)
			return nil
		case journal.Unknown:
			return r.resolveUnknownAppend(entry, out.Err)
		}
		if done, err := r.resolveConflict(entry); done || err != nil {
			return err
		}
	}
	r.journalReason = "" // others were faster each time: nothing is wrong with the journal
	return ErrNotRecorded
}

// resolveConflict reads what others wrote at the entry's position. It reports whether
// the entry is in the journal, and why it must not be tried again.
func (r *recorder) resolveConflict(entry flows.Entry) (done bool, err error) {
	if err := r.reloadEntries(); err != nil {
		return false, r.journalReadError(ErrNotRecorded, err)
	}
	if r.latestReload.ids[entry.ID] {
		return true, nil // the earlier try was durable
	}
	if flows.IsChoice(entry.Event) {
		return false, r.conflictError(entry.Event)
	}
	return false, nil
}

// resolveUnknownAppend finds out what a failed append means: the entry may be durable all
// the same, and otherwise the error may be permanent.
func (r *recorder) resolveUnknownAppend(entry flows.Entry, cause error) error {
	r.journalReason = journal.Reason(cause)
	err := r.findUnknownEntry(entry)
	if err == nil {
		return nil
	}
	return cmp.Or(r.failIfPermanent(cause), err)
}

// findUnknownEntry looks for an entry whose append failed. A release never counts on such
// an entry: its byte is withheld.
func (r *recorder) findUnknownEntry(entry flows.Entry) error {
	if err := r.reloadEntries(); err != nil {
		return r.journalReadError(ErrMaybeRecorded, err)
	}
	switch {
	case r.latestReload.ids[entry.ID] && !isRelease(entry.Event):
		return nil
	case r.latestReload.hasOthers && flows.IsChoice(entry.Event):
		return r.conflictError(entry.Event) // its next try would follow entries that the operator has not seen
	}
	return ErrNotRecorded
}

// conflictError says why an operator's choice was lost to a newer state.
func (r *recorder) conflictError(e flows.Event) error {
	if _, opens := e.(flows.Opened); !opens && !r.isHolder() {
		return flows.ErrNotHolder
	}
	return ErrStateChanged
}

// isRelease reports whether e lets a last byte be sent.
func isRelease(e flows.Event) bool {
	switch e.(type) {
	case flows.Released, flows.CheckReleased:
		return true
	}
	return false
}

// journalTime is the time, but never before the latest entry: clocks are set back.
func (r *recorder) journalTime() time.Time {
	at := r.cfg.Now().UTC().Round(0)
	if at.Before(r.journey.Updated()) {
		at = r.journey.Updated()
	}
	return at
}

// newEntry is the entry of an event. That of an opening says how the session reaches the
// service.
func (r *recorder) newEntry(id string, e flows.Event) flows.Entry {
	if opened, ok := e.(flows.Opened); ok {
		opened.Connection = r.cfg.Connection
		e = opened
	}
	return flows.Entry{
		Seq: r.journey.Head() + 1, ID: id, After: r.journey.LastID(), At: r.journalTime(),
		Session: r.cfg.Session, Operator: r.cfg.Operator, Event: e,
	}
}

// adoptJourney makes next the state, which e led to, and says so when that took the
// dossier from this session.
func (r *recorder) adoptJourney(next flows.Journey, e flows.Entry) {
	before, wasHolder := r.journey, r.isHolder()
	r.journey = next
	if !slices.Contains(r.operators, e.Operator) {
		r.operators = append(r.operators, e.Operator)
	}
	switch {
	case r.isHolder():
		r.takenOver = false
	case wasHolder:
		r.takenOver = true
		r.notify(notice.Notice{Code: notice.TakenOver, IsProblem: true, Operators: []string{next.Holder().Operator}, TakenOverBy: next.Holder()})
	}
	r.owner.journeyChanged(before, e)
}

func (r *recorder) isHolder() bool { return r.journey.Holder().Session == r.cfg.Session }

// stopError says why nothing is recorded any more: the desk closes, or the failure
// is permanent.
func (r *recorder) stopError() error {
	if r.ctx.Err() != nil {
		return context.Canceled
	}
	return r.permanentErr
}
