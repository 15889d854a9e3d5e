package desk

import "time"

// runLoop is the desk's one goroutine.
func (d *Desk) runLoop() {
	defer close(d.done)
	d.reconcileWork()
	var retry <-chan time.Time // nil: nothing wakes a desk whose journal does what it is asked
	for {
		d.publishSnapshot()
		switch isFailing := d.recorder.outage != nil || d.recorder.isJournalFailing(); {
		case !isFailing:
			retry = nil
		case retry == nil: // messages that come meanwhile do not put it off
			retry = time.After(journalRetryInterval)
		}
		select {
		case <-d.ctx.Done():
			d.drain()
			return
		case <-d.mail.signal:
			for _, m := range d.mail.takeAll() {
				d.handleMessage(m)
			}
		case <-retry:
			retry = nil
			d.retryJournal()
		}
		d.reconcileWork()
		d.recorder.endOutage()
	}
}

// retryJournal tries once more what the journal did not do.
func (d *Desk) retryJournal() {
	if d.recorder.needsReload() || d.recorder.holdBlocked {
		d.syncJournal()
	}
	d.recorder.appendPending()
	d.recorder.retryPostponed()
}

// DefaultCloseTimeout is the CloseTimeout of a desk that has none.
const DefaultCloseTimeout = 2 * time.Second

// drain cancels what has not been released and records what still comes in.
func (d *Desk) drain() {
	d.requests.cancelUnreleased(d.recorder.journey)
	ended := d.work.waitChannel()
	late := time.NewTimer(d.cfg.timeoutFor(d.ctx))
	defer late.Stop()
	for open := true; open; {
		select {
		case <-d.mail.signal:
		case <-late.C:
			d.requests.cancelAll()
		case <-ended:
			open = false
		}
		for _, m := range d.mail.takeAll() {
			d.handleMessage(m)
		}
	}
	d.recorder.appendPending()
	d.heartbeat.removePresence()
	d.pins.updatePins(nil)
	d.publishSnapshot()
	d.publisher.markEnded()
}

func (d *Desk) handleMessage(m message) {
	switch m := m.(type) {
	case *choices:
		d.recorder.recordChoices(m)
	case takeBackRequest:
		d.takeBackLatest()
	case beginRequest:
		m.send.releaseErr = d.authorizeBegin(m)
		m.reply <- m.send.releaseErr
	case releaseRequest:
		m.send.releaseErr = d.authorizeRelease(m)
		m.reply <- m.send.releaseErr
	case uploadDone:
		d.finishUpload(m)
	case checkStartDone:
		d.finishCheckStart(m)
	case statusReply:
		d.handleStatus(m)
	case fetchDone:
		d.applicantFetched = true
	case journalChanged:
		d.syncJournal()
	case journalFailed:
		_ = d.recorder.failIfPermanent(m.err) // said by a notice and in the snapshot
	case timerFired:
		d.timers.expired[m.begin] = true
	}
}
