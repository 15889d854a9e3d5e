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

// ErrOvertaken says that a choice met a newer state: look, and choose again.
var ErrOvertaken = errors.New("something happened meanwhile; look and choose again")

// ErrNotRecorded says that the journal could not take the entry.
var ErrNotRecorded = errors.New("it could not be recorded in the journal")

// conflicts bounds how often an entry is put on a newer head; each round means
// that somebody else made progress.
const conflicts = 50

// append makes e a fact: it is applied to a copy, written durably at the
// expected position, and only then adopted.
func (d *Desk) append(e flows.Event) error { return d.appendAs(d.cfg.NewID(), e) }

// appendAs is append under an ID that an earlier try may have used already.
func (d *Desk) appendAs(id string, e flows.Event) error {
	for range conflicts {
		if d.fault != nil {
			return d.fault
		}
		entry := d.stamp(id, e)
		next, err := d.journey.Apply(entry)
		if err != nil {
			return err
		}
		out := d.cfg.Store.Append(context.WithoutCancel(d.ctx), d.cfg.Key, entry, Summarise(next))
		switch out.Result {
		case journal.Done:
			d.adopt(next)
			return nil
		case journal.Unknown:
			return d.afterUnknown(entry)
		}
		if err := d.reload(); err != nil {
			return d.unread(ErrNotRecorded, err)
		}
		if d.lastIDs[id] {
			return nil // the earlier try was durable
		}
		if flows.IsChoice(e) {
			return d.dropped(e)
		}
	}
	return ErrNotRecorded
}

// dropped says why a person's choice was lost to a newer state.
func (d *Desk) dropped(e flows.Event) error {
	if _, opens := e.(flows.Opened); !opens && !d.holding() {
		return flows.ErrNotHolder
	}
	return ErrOvertaken
}

// afterUnknown looks for the entry: an append that failed may be durable all
// the same. A release is never counted on such an entry: its byte is withheld.
func (d *Desk) afterUnknown(entry flows.Entry) error {
	if err := d.reload(); err != nil {
		return d.unread(ErrUnclear, err)
	}
	switch {
	case d.lastIDs[entry.ID] && !lets(entry.Event):
		return nil
	case d.lastOthers && flows.IsChoice(entry.Event):
		return d.dropped(entry.Event) // its next try would stand on what nobody here has seen
	}
	return ErrNotRecorded
}

// unread says what it means for an entry that the journal could not be read: it
// waits, unless nothing will ever be recorded.
func (d *Desk) unread(entry, err error) error {
	if d.fault != nil {
		return d.fault
	}
	return fmt.Errorf("%w: %w", entry, err)
}

// lets reports whether e lets a last byte go.
func lets(e flows.Event) bool {
	switch e.(type) {
	case flows.Released, flows.CheckReleased:
		return true
	}
	return false
}

// now is the time, but never before the latest entry: clocks are set back.
func (d *Desk) now() time.Time {
	at := d.cfg.Now().UTC().Round(0)
	if at.Before(d.journey.Updated()) {
		at = d.journey.Updated()
	}
	return at
}

func (d *Desk) stamp(id string, e flows.Event) flows.Entry {
	return flows.Entry{
		Seq: d.journey.Head() + 1, ID: id, After: d.journey.LastID(), At: d.now(),
		Session: d.cfg.Session, Operator: d.cfg.Operator, Event: e,
	}
}

// reload reads what was appended behind our head, by whomever.
func (d *Desk) reload() error {
	if d.fault != nil {
		return d.fault
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), 10*time.Second)
	defer cancel()
	entries, err := d.cfg.Store.Load(ctx, d.cfg.Key, d.behind())
	if err != nil {
		d.unreadable()
		return err
	}
	entries, there := d.newer(entries)
	if !there {
		return d.spoil(ErrRemoved)
	}
	d.lastIDs, d.lastOthers = map[string]bool{}, false
	for _, e := range entries {
		next, err := d.journey.Apply(e)
		if err != nil {
			return d.spoil(damaged(e))
		}
		d.lastIDs[e.ID] = true
		d.lastOthers = d.lastOthers || e.Session != d.cfg.Session
		d.found(e)
		d.adopt(next)
	}
	d.readable()
	return nil
}

// adopt makes next the desk's state and keeps the pictures it needs open.
func (d *Desk) adopt(next flows.Journey) {
	held, looked := d.holding(), d.journey.Head() > 0
	d.journey = next
	switch {
	case d.holding():
		d.overtaken = false
		if !held && looked {
			d.greetAgain()
		}
	case held:
		d.overtaken = true
		d.tell(Notice{Text: takenOverText, Bad: true, By: []string{next.Holder().Operator}, Taken: next.Holder()})
	}
	d.pin()
}

// unwritten is a fact that the journal has not confirmed yet. Its ID stays, so
// that a try which was durable after all is recognised.
type unwritten struct {
	id    string
	event flows.Event
}

// record appends a fact. A fact that cannot be written now is kept and tried
// again: only the journal write is repeated, never the request.
func (d *Desk) record(e flows.Event) {
	d.pending = append(d.pending, unwritten{d.cfg.NewID(), e})
	if d.fault != nil {
		if text := d.giveUp(); text != "" {
			d.notice(text+refusalText(d.fault, d.journey), true)
		}
		return
	}
	before := len(d.pending)
	if d.appendPending(); len(d.pending) == before {
		d.lose()
		d.notice(unrecordedText(e), true)
	}
}

func (d *Desk) appendPending() {
	for len(d.pending) > 0 && d.fault == nil {
		first := d.pending[0]
		if errors.Is(d.appendAs(first.id, first.event), ErrNotRecorded) {
			return
		}
		d.settled(first.id)
	}
}

func (d *Desk) settled(id string) {
	d.pending = slices.DeleteFunc(d.pending, func(u unwritten) bool { return u.id == id })
}

// pass is the gate: the event is durable at the head this session expects, or
// the last byte stays here.
func (d *Desk) pass(e flows.Event) error {
	if err := d.closing(); err != nil {
		return err
	}
	if r, ok := e.(flows.Released); ok {
		if err := d.stillTheirs(r.Attempt); err != nil {
			return err
		}
	}
	return d.append(e)
}

// stillTheirs asks once more whether the picture went to another applicant:
// somebody may have chosen it for two while neither had left.
func (d *Desk) stillTheirs(n flows.Attempt) error {
	a, _ := d.journey.Attempt(n)
	err := d.otherApplicant(a.Picture.SHA256, a.Picture.Overrides)
	if errors.Is(err, ErrOtherApplicant) {
		d.notice(refusalText(err, d.journey), true)
	}
	return err
}

// follow takes up what somebody else wrote.
func (d *Desk) follow() {
	if d.reload() == nil {
		d.openWhenFree()
	}
}

func (d *Desk) holding() bool { return d.journey.Holder().Session == d.cfg.Session }
