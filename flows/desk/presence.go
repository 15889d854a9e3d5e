package desk

import (
	"context"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// beatEvery is how often a session says that it is alive; a holder counts as gone
// after 30 s without.
const beatEvery = 8 * time.Second

// presenceLimit bounds a look at who is here.
const presenceLimit = 5 * time.Second

// heartbeat tells the others about this session and looks for them.
func (d *Desk) heartbeat() {
	d.meet()
	for pause(d.ctx, beatEvery) == nil {
		d.meet()
		d.mail.put(moved{}) // a holder may have gone without an entry
	}
}

func (d *Desk) meet() {
	ctx, cancel := context.WithTimeout(d.ctx, presenceLimit)
	defer cancel()
	if d.beat(ctx) != nil {
		return
	}
	if all, err := d.cfg.Presences.Presences(ctx, d.cfg.Key); err == nil {
		d.view.meet(d.others(all))
	}
}

func (d *Desk) beat(ctx context.Context) error {
	me := d.cfg.Self
	me.Session, me.Operator, me.At, me.Doing = d.cfg.Session, d.cfg.Operator, d.cfg.Now().UTC(), d.view.doing(d.cfg.Now())
	if d.cfg.typed != nil {
		me.Typed = d.cfg.typed()
	}
	return d.cfg.Presences.Beat(ctx, d.cfg.Key, me)
}

// others are the sessions that still live.
func (d *Desk) others(all []journal.Presence) []journal.Presence {
	var list []journal.Presence
	for _, p := range all {
		if p.Session != d.cfg.Session && !p.Gone(d.cfg.Now(), d.cfg.Self.Host, journal.Alive) {
			list = append(list, p)
		}
	}
	return list
}

func (d *Desk) leave() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), time.Second)
	defer cancel()
	_ = d.cfg.Presences.Leave(ctx, d.cfg.Key, d.cfg.Session)
}

// openWhenFree makes this session the holder of a dossier whose holder is gone.
func (d *Desk) openWhenFree() {
	if !d.cfg.brief {
		d.hold()
	}
}

// hold leaves a closed dossier closed: looking at it is no reason to reopen it.
func (d *Desk) hold() {
	if d.journey.Head() == 0 || d.holding() || d.overtaken || d.journey.Closed() || d.closing() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(d.ctx, presenceLimit)
	defer cancel()
	all, err := d.cfg.Presences.Presences(ctx, d.cfg.Key)
	if err != nil {
		return
	}
	for _, p := range d.others(all) {
		if p.Session == d.journey.Holder().Session {
			return
		}
	}
	_ = d.open()
}

// open makes this session the holder, after a sign of life: a holder whom the
// others can not see would be taken for gone.
func (d *Desk) open() error {
	ctx, cancel := context.WithTimeout(d.ctx, presenceLimit)
	defer cancel()
	if err := d.beat(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	return d.append(flows.Opened{})
}

// watchStore follows what other sessions write.
func (d *Desk) watchStore() {
	for range d.cfg.Store.Watch(d.ctx, d.cfg.Key) {
		d.mail.put(moved{})
	}
}
