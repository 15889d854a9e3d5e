package desk

import (
	"context"
	"errors"
	"fmt"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/presence"
	"dossier/flows/scope"
)

// autoTakeOver makes this session the holder of a dossier whose holder is gone. A
// closed dossier stays closed: looking at it is no reason to reopen it.
func (d *Desk) autoTakeOver() {
	d.recorder.noteHoldBlocked(errors.Is(d.becomeHolder(), ErrNotRecorded))
}

// becomeHolder takes the dossier over if its holder is gone.
func (d *Desk) becomeHolder() error {
	j := d.recorder.journey
	if j.Head() == 0 || d.recorder.isHolder() || d.recorder.takenOver || j.IsClosed() || d.recorder.stopError() != nil {
		return nil
	}
	alive, err := d.heartbeat.isAlive(j.Holder().Session)
	switch {
	case err != nil:
		return d.unrecordedError(err)
	case alive:
		return nil
	case d.recorder.access(false) == scope.MayLook:
		return nil
	case d.recorder.access(false) < scope.MayLook:
		d.publisher.updateSnapshot(func(s *Snapshot) { s.Withheld = true })
		d.stop() // whom the operator watched has left
		return nil
	}
	return d.takeOver("")
}

// unrecordedError notes the reason of an error of the journal. It returns ErrNotRecorded
// with the error, or why nothing is recorded any more.
func (d *Desk) unrecordedError(err error) error {
	d.recorder.journalReason = journal.Reason(err)
	if permanent := d.recorder.failIfPermanent(err); permanent != nil {
		return permanent
	}
	return fmt.Errorf("%w: %w", ErrNotRecorded, err)
}

// takeOver makes this session the holder, after a sign of life: a holder that the
// others cannot see would count as gone.
func (d *Desk) takeOver(reason string) error {
	ctx, cancel := context.WithTimeout(d.ctx, presence.Timeout)
	defer cancel()
	if err := d.heartbeat.recordPresence(ctx); err != nil {
		return d.unrecordedError(err)
	}
	return d.recorder.appendEvent(d.cfg.NewID(), flows.Opened{Reason: reason})
}

// syncJournal reads what others wrote. A desk that only asks for the status takes
// nothing over for that.
func (d *Desk) syncJournal() {
	if d.recorder.reloadEntries() == nil && !d.cfg.statusOnly {
		d.autoTakeOver()
	}
}

// watchJournal follows what other sessions write.
func (d *Desk) watchJournal() {
	for range d.cfg.Store.Watch(d.ctx, d.cfg.Key) {
		d.mail.enqueue(journalChanged{})
	}
}
