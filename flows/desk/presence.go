package desk

import (
	"context"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// presenceInterval is how often a session says that it is alive; a holder counts as gone
// after 30 s without.
const presenceInterval = 8 * time.Second

// presenceTimeout bounds a look at who is here.
const presenceTimeout = 5 * time.Second

// pollPresence tells the others about this session and looks for them.
func (d *Desk) pollPresence() {
	d.updatePresence()
	for sleepContext(d.ctx, presenceInterval) == nil {
		d.updatePresence()
		d.mail.enqueue(journalChanged{}) // a holder may have gone without an entry
	}
}

func (d *Desk) updatePresence() {
	ctx, cancel := context.WithTimeout(d.ctx, presenceTimeout)
	defer cancel()
	if d.recordPresence(ctx) != nil {
		return
	}
	if all, err := d.cfg.Presences.Presences(ctx, d.cfg.Key); err == nil {
		d.view.setOthers(d.livePresences(all))
	}
}

func (d *Desk) recordPresence(ctx context.Context) error {
	me := d.cfg.Self
	me.Session, me.Operator, me.At, me.Doing = d.cfg.Session, d.cfg.Operator, d.cfg.Now().UTC(), d.view.activityText(d.cfg.Now())
	if d.cfg.lastKeyPress != nil {
		me.Typed = d.cfg.lastKeyPress()
	}
	return d.cfg.Presences.RecordPresence(ctx, d.cfg.Key, me)
}

// livePresences are the sessions that still live.
func (d *Desk) livePresences(all []journal.Presence) []journal.Presence {
	var list []journal.Presence
	for _, p := range all {
		if p.Session != d.cfg.Session && !p.IsGone(d.cfg.Now(), d.cfg.Self.Host, journal.IsProcessAlive) {
			list = append(list, p)
		}
	}
	return list
}

func (d *Desk) removePresence() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), time.Second)
	defer cancel()
	_ = d.cfg.Presences.RemovePresence(ctx, d.cfg.Key, d.cfg.Session)
}

// autoTakeOver makes this session the holder of a dossier whose holder is gone.
func (d *Desk) autoTakeOver() {
	if !d.cfg.statusOnly {
		d.takeOverIfFree()
	}
}

// takeOverIfFree leaves a closed dossier closed: looking at it is no reason to reopen it.
func (d *Desk) takeOverIfFree() {
	if d.journey.Head() == 0 || d.isHolder() || d.takenOver || d.journey.IsClosed() || d.stopError() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(d.ctx, presenceTimeout)
	defer cancel()
	all, err := d.cfg.Presences.Presences(ctx, d.cfg.Key)
	if err != nil {
		return
	}
	for _, p := range d.livePresences(all) {
		if p.Session == d.journey.Holder().Session {
			return
		}
	}
	_ = d.takeOver()
}

// takeOver makes this session the holder, after a sign of life: a holder whom the
// others can not see would be taken for gone.
func (d *Desk) takeOver() error {
	ctx, cancel := context.WithTimeout(d.ctx, presenceTimeout)
	defer cancel()
	if err := d.recordPresence(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	return d.appendEvent(flows.Opened{})
}

// watchJournal follows what other sessions write.
func (d *Desk) watchJournal() {
	for range d.cfg.Store.Watch(d.ctx, d.cfg.Key) {
		d.mail.enqueue(journalChanged{})
	}
}
