package desk

import (
	"fmt"
	"slices"
	"time"

	"dossier/flows"
)

// ErrMaybeRecorded says that an entry may be in the journal although it was not
// acknowledged, and that the journal can not be asked yet.
var ErrMaybeRecorded = fmt.Errorf("%w, or it was and the journal failed", ErrNotRecorded)

// outage is a time in which the journal could not be read or written, and what
// showed when it came back.
type outage struct {
	since                    time.Time
	wasHolder                bool            // this session held the dossier when it began
	otherEntries             int             // entries of others that were found
	otherOperators           []string        // their operators, each once
	uncertain                map[string]bool // IDs of choices that may have been recorded
	recordedCount, lostCount int             // of those: found in the journal, or not
}

// beginOutage begins an outage, unless one goes on.
func (d *Desk) beginOutage() {
	if d.outage == nil {
		d.outage = &outage{since: d.cfg.Now(), wasHolder: d.isHolder(), uncertain: map[string]bool{}}
	}
}

// noteReadFailure says once that the journal can not be read.
func (d *Desk) noteReadFailure() {
	if !d.readFailed {
		d.readFailed = true
		d.beginOutage()
		d.addNotice("The journal cannot be read now; it is tried again every second.", true)
	}
}

// isJournalFailing reports whether the journal fails in anything that is wanted of it.
func (d *Desk) isJournalFailing() bool {
	return d.readFailed || d.sendBlocked || len(d.pending) > 0 || len(d.postponed) > 0
}

// noteFoundEntry takes note of an entry that was read: what others wrote while the
// journal was away is told when it is back.
func (d *Desk) noteFoundEntry(e flows.Entry) {
	d.removePending(e.ID)
	for _, p := range d.postponed {
		p.stale = p.stale || e.Session != d.cfg.Session
		if p.id == e.ID {
			p.recorded = true
			d.noteConsent(e.Event) // until now nobody could know that it would go
			d.resumeClient(e.Event)
		}
	}
	o := d.outage
	if o == nil {
		return
	}
	if o.uncertain[e.ID] {
		o.recordedCount++
		delete(o.uncertain, e.ID)
		d.noteConsent(e.Event) // until now nobody could know that it would go
	}
	if e.Session != d.cfg.Session {
		o.otherEntries++
		if !slices.Contains(o.otherOperators, e.Operator) {
			o.otherOperators = append(o.otherOperators, e.Operator)
		}
	}
}

// noteReadSuccess says that the journal has been read up to its head: a choice that is
// not there was not recorded.
func (d *Desk) noteReadSuccess() {
	d.readFailed = false
	if d.outage != nil {
		d.outage.lostCount += len(d.outage.uncertain)
		clear(d.outage.uncertain)
	}
}

// endOutage says when an outage is over, and what happened meanwhile. The names
// of those who wrote stay apart: they are not our words.
func (d *Desk) endOutage() {
	if d.outage == nil || d.permanentErr == nil && d.isJournalFailing() {
		return
	}
	o := d.outage
	d.outage = nil
	if d.permanentErr != nil {
		return
	}
	taken := o.wasHolder && !d.isHolder()
	d.addOperatorNotice(o.summaryText(d.cfg.Now(), taken), taken || o.lostCount > 0, o.otherOperators)
}

func (o *outage) summaryText(now time.Time, taken bool) string {
	text := "The journal is back"
	if took := now.Sub(o.since).Round(time.Second); took > 0 {
		text += " after " + took.String()
	}
	text += "."
	switch {
	case o.lostCount > 0:
		text += " What you chose last was not recorded: choose again."
	case o.recordedCount > 0:
		text += " What you chose last was recorded."
	}
	switch {
	case taken:
		return text + " Meanwhile somebody took this dossier over."
	case o.otherEntries == 1:
		return text + " Others wrote one entry meanwhile."
	case o.otherEntries > 1:
		return text + fmt.Sprintf(" Others wrote %d entries meanwhile.", o.otherEntries)
	}
	return text + " Nobody else wrote meanwhile."
}

// markUncertain remembers a person's choice of which nobody knows whether it was
// recorded: that is said when the journal is back.
func (d *Desk) markUncertain(id string) {
	d.beginOutage()
	d.outage.uncertain[id] = true
}

// postponedPost is a choice of a caller that must know, which waits for the journal
// to come back. Its ID stays, so that a try which was durable is recognised.
type postponedPost struct {
	postRequest
	id       string
	recorded bool // found in the journal
	stale    bool // others wrote meanwhile: choose again
}

// postponePost keeps a post whose first event could not be recorded.
func (d *Desk) postponePost(p *postponedPost) {
	d.beginOutage()
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
			d.recordPost(postRequest{events: p.events[1:], reply: p.reply, ctx: p.ctx})
		case p.stale:
			p.reply <- d.conflictError(p.events[0])
		default:
			d.recordPostWithID(p.id, p.postRequest)
		}
	}
}
