package desk

import (
	"fmt"
	"slices"
	"time"

	"dossier/flows"
)

// ErrUnclear says that an entry may be in the journal although it was not
// acknowledged, and that the journal can not be asked yet.
var ErrUnclear = fmt.Errorf("%w, or it was and the journal broke off", ErrNotRecorded)

// outage is a time in which the journal could not be read or written, and what
// showed when it came back.
type outage struct {
	since      time.Time
	held       bool            // this session held the dossier when it began
	others     int             // entries of others that were found
	by         []string        // their operators, each once
	unclear    map[string]bool // IDs of choices that may have been recorded
	kept, lost int             // of those: found in the journal, or not
}

// lose begins an outage, unless one goes on.
func (d *Desk) lose() {
	if d.outage == nil {
		d.outage = &outage{since: d.cfg.Now(), held: d.holding(), unclear: map[string]bool{}}
	}
}

// unreadable says once that the journal can not be read.
func (d *Desk) unreadable() {
	if !d.blind {
		d.blind = true
		d.lose()
		d.notice("The journal can not be read just now; it is tried again every second.", true)
	}
}

// away reports whether the journal fails in anything that is wanted of it.
func (d *Desk) away() bool {
	return d.blind || d.stuck || len(d.pending) > 0 || len(d.postponed) > 0
}

// found takes note of an entry that was read: what others wrote while the
// journal was away is told when it is back.
func (d *Desk) found(e flows.Entry) {
	d.settled(e.ID)
	for _, p := range d.postponed {
		p.overtaken = p.overtaken || e.Session != d.cfg.Session
		if p.id == e.ID {
			p.recorded = true
			d.agreed(e.Event) // until now nobody could know that it would go
			d.resume(e.Event)
		}
	}
	o := d.outage
	if o == nil {
		return
	}
	if o.unclear[e.ID] {
		o.kept++
		delete(o.unclear, e.ID)
		d.agreed(e.Event) // until now nobody could know that it would go
	}
	if e.Session != d.cfg.Session {
		o.others++
		if !slices.Contains(o.by, e.Operator) {
			o.by = append(o.by, e.Operator)
		}
	}
}

// readable says that the journal has been read up to its head: a choice that is
// not there was not recorded.
func (d *Desk) readable() {
	d.blind = false
	if d.outage != nil {
		d.outage.lost += len(d.outage.unclear)
		clear(d.outage.unclear)
	}
}

// returned says when an outage is over, and what happened meanwhile. The names
// of those who wrote stay apart: they are not our words.
func (d *Desk) returned() {
	if d.outage == nil || d.fault == nil && d.away() {
		return
	}
	o := d.outage
	d.outage = nil
	if d.fault != nil {
		return
	}
	taken := o.held && !d.holding()
	d.noticeBy(o.text(d.cfg.Now(), taken), taken || o.lost > 0, o.by)
}

func (o *outage) text(now time.Time, taken bool) string {
	text := "The journal is back"
	if took := now.Sub(o.since).Round(time.Second); took > 0 {
		text += " after " + took.String()
	}
	text += "."
	switch {
	case o.lost > 0:
		text += " What you chose last was not recorded: choose again."
	case o.kept > 0:
		text += " What you chose last was recorded."
	}
	switch {
	case taken:
		return text + " Meanwhile somebody took this dossier over."
	case o.others == 1:
		return text + " Others wrote one entry meanwhile."
	case o.others > 1:
		return text + fmt.Sprintf(" Others wrote %d entries meanwhile.", o.others)
	}
	return text + " Nobody else wrote meanwhile."
}

// doubt remembers a person's choice of which nobody knows whether it was
// recorded: that is said when the journal is back.
func (d *Desk) doubt(id string) {
	d.lose()
	d.outage.unclear[id] = true
}

// postponed is a choice of a caller that must know, which waits for the journal
// to come back. Its ID stays, so that a try which was durable is recognised.
type postponed struct {
	post
	id        string
	recorded  bool // found in the journal
	overtaken bool // others wrote meanwhile: choose again
}

// postpone keeps a post whose first event could not be recorded.
func (d *Desk) postpone(p *postponed) {
	d.lose()
	d.postponed = append(d.postponed, p)
}

// retryPostponed tries again what waits, in order; what still can not be
// recorded waits on. One leaves the list at a time: what its try finds in the
// journal is also about those behind it.
func (d *Desk) retryPostponed() {
	for range len(d.postponed) {
		p := d.postponed[0]
		d.postponed = d.postponed[1:]
		switch {
		case p.ctx.Err() != nil: // nobody waits for it any more
		case p.recorded:
			d.take(post{events: p.events[1:], reply: p.reply, ctx: p.ctx})
		case p.overtaken:
			p.reply <- d.dropped(p.events[0])
		default:
			d.takeAs(p.id, p.post)
		}
	}
}
