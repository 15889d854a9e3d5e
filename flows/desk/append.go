package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// ErrStateChanged says that a choice met a newer state: look, and choose again.
var ErrStateChanged = errors.New("something else happened first; look, and choose again")

// ErrNotRecorded says that the journal could not take the entry.
var ErrNotRecorded = errors.New("it could not be recorded in the journal")

// maxAppendConflicts bounds how often an entry is put on a newer head; each round means
// that somebody else made progress.
const maxAppendConflicts = 50

// appendEvent makes e a fact: it is applied to a copy, written durably at the
// expected position, and only then adopted.
func (d *Desk) appendEvent(e flows.Event) error { return d.appendEventWithID(d.cfg.NewID(), e) }

// appendEventWithID is append under an ID that an earlier try may have used already.
func (d *Desk) appendEventWithID(id string, e flows.Event) error {
	for range maxAppendConflicts {
		if d.permanentErr != nil {
			return d.permanentErr
		}
		entry := d.newEntry(id, e)
		next, err := d.journey.Apply(entry)
		if err != nil {
			return err
		}
		out := d.cfg.Store.Append(context.WithoutCancel(d.ctx), d.cfg.Key, entry, next.Summary())
		switch out.Result {
		case journal.Done:
			d.setJourney(next)
			return nil
		case journal.Unknown:
			return d.resolveUnknownAppend(entry)
		}
		if err := d.reloadEntries(); err != nil {
			return d.journalReadError(ErrNotRecorded, err)
		}
		if d.reloadedIDs[id] {
			return nil // the earlier try was durable
		}
		if flows.IsChoice(e) {
			return d.conflictError(e)
		}
	}
	return ErrNotRecorded
}

// conflictError says why a person's choice was lost to a newer state.
func (d *Desk) conflictError(e flows.Event) error {
	if _, opens := e.(flows.Opened); !opens && !d.isHolder() {
		return flows.ErrNotHolder
	}
	return ErrStateChanged
}

// resolveUnknownAppend looks for the entry: an append that failed may be durable all
// the same. A release is never counted on such an entry: its byte is withheld.
func (d *Desk) resolveUnknownAppend(entry flows.Entry) error {
	if err := d.reloadEntries(); err != nil {
		return d.journalReadError(ErrMaybeRecorded, err)
	}
	switch {
	case d.reloadedIDs[entry.ID] && !isRelease(entry.Event):
		return nil
	case d.reloadedOthers && flows.IsChoice(entry.Event):
		return d.conflictError(entry.Event) // its next try would stand on what nobody here has seen
	}
	return ErrNotRecorded
}

// journalReadError says what it means for an entry that the journal could not be read: it
// waits, unless nothing will ever be recorded.
func (d *Desk) journalReadError(entry, err error) error {
	if d.permanentErr != nil {
		return d.permanentErr
	}
	return fmt.Errorf("%w: %w", entry, err)
}

// isRelease reports whether e lets a last byte go.
func isRelease(e flows.Event) bool {
	switch e.(type) {
	case flows.Released, flows.CheckReleased:
		return true
	}
	return false
}

// journalTime is the time, but never before the latest entry: clocks are set back.
func (d *Desk) journalTime() time.Time {
	at := d.cfg.Now().UTC().Round(0)
	if at.Before(d.journey.Updated()) {
		at = d.journey.Updated()
	}
	return at
}

func (d *Desk) newEntry(id string, e flows.Event) flows.Entry {
	return flows.Entry{
		Seq: d.journey.Head() + 1, ID: id, After: d.journey.LastID(), At: d.journalTime(),
		Session: d.cfg.Session, Operator: d.cfg.Operator, Event: e,
	}
}

// reloadEntries reads what was appended behind our head, by whomever.
func (d *Desk) reloadEntries() error {
	if d.permanentErr != nil {
		return d.permanentErr
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), 10*time.Second)
	defer cancel()
	entries, err := d.cfg.Store.Load(ctx, d.cfg.Key, d.reloadAfter())
	if err != nil {
		d.noteReadFailure()
		return err
	}
	entries, there := d.trimKnownEntry(entries)
	if !there {
		return d.failPermanently(ErrRemoved)
	}
	d.reloadedIDs, d.reloadedOthers = map[string]bool{}, false
	for _, e := range entries {
		next, err := d.journey.Apply(e)
		if err != nil {
			return d.failPermanently(damagedError(e))
		}
		d.reloadedIDs[e.ID] = true
		d.reloadedOthers = d.reloadedOthers || e.Session != d.cfg.Session
		d.noteFoundEntry(e)
		d.setJourney(next)
	}
	d.noteReadSuccess()
	return nil
}

// setJourney makes next the desk's state and keeps the pictures it needs open.
func (d *Desk) setJourney(next flows.Journey) {
	held, looked := d.isHolder(), d.journey.Head() > 0
	d.journey = next
	switch {
	case d.isHolder():
		d.takenOver = false
		if !held && looked {
			d.refetchStatus()
		}
	case held:
		d.takenOver = true
		d.appendNotice(Notice{Text: takenOverText, IsProblem: true, Operators: []string{next.Holder().Operator}, TakenOverBy: next.Holder()})
	}
	d.pinPictures()
}

// pendingEvent is a fact that the journal has not confirmed yet. Its ID stays, so
// that a try which was durable after all is recognised.
type pendingEvent struct {
	id    string
	event flows.Event
}

// recordEvent appends a fact. A fact that cannot be written now is kept and tried
// again: only the journal write is repeated, never the request.
func (d *Desk) recordEvent(e flows.Event) {
	d.pending = append(d.pending, pendingEvent{d.cfg.NewID(), e})
	if d.permanentErr != nil {
		if text := d.dropPending(); text != "" {
			d.addNotice(text+refusalText(d.permanentErr, d.journey), true)
		}
		return
	}
	before := len(d.pending)
	if d.appendPending(); len(d.pending) == before {
		d.beginOutage()
		d.addNotice(unrecordedText(e), true)
	}
}

func (d *Desk) appendPending() {
	for len(d.pending) > 0 && d.permanentErr == nil {
		first := d.pending[0]
		if errors.Is(d.appendEventWithID(first.id, first.event), ErrNotRecorded) {
			return
		}
		d.removePending(first.id)
	}
}

func (d *Desk) removePending(id string) {
	d.pending = slices.DeleteFunc(d.pending, func(u pendingEvent) bool { return u.id == id })
}

// authorizeRelease is the gate: the event is durable at the head this session expects, or
// the last byte stays here.
func (d *Desk) authorizeRelease(e flows.Event) error {
	if err := d.stopError(); err != nil {
		return err
	}
	if r, ok := e.(flows.Released); ok {
		if err := d.recheckOtherApplicant(r.Attempt); err != nil {
			return err
		}
	}
	return d.appendEvent(e)
}

// recheckOtherApplicant asks once more whether the picture went to another applicant:
// somebody may have chosen it for two while neither had left.
func (d *Desk) recheckOtherApplicant(n flows.AttemptNumber) error {
	a, _ := d.journey.Attempt(n)
	err := d.checkOtherApplicant(a.Picture.SHA256, a.Picture.Overrides)
	if errors.Is(err, ErrOtherApplicant) {
		d.addNotice(refusalText(err, d.journey), true)
	}
	return err
}

// syncJournal takes up what somebody else wrote.
func (d *Desk) syncJournal() {
	if d.reloadEntries() == nil {
		d.autoTakeOver()
	}
}

func (d *Desk) isHolder() bool { return d.journey.Holder().Session == d.cfg.Session }
