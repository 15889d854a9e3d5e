package desk

import (
	"context"

	"dossier/flows"
	"dossier/personr"
)

// startCheck asks the service to begin check n, once, through the same gate as
// a picture. Checks are numbered upwards, so the latest number shows which were begun:
// the answer to a second request for one check could contradict the first.
func (d *Desk) startCheck(n int) {
	if d.requests.checksBegun >= n || d.recorder.journey.Check().State != flows.CheckAsked {
		return
	}
	d.requests.checksBegun = n
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.ctx))
	s := &activeSend{cancel: cancel}
	d.requests.checkStart = s
	release := func(ctx context.Context) error { return d.awaitRelease(ctx, s, flows.CheckReleased{N: n}) }
	d.work.start(func() {
		defer cancel()
		d.mail.enqueue(checkStartDone{n, s, d.cfg.Service.RequestCheck(ctx, d.cfg.Key.Applicant, release)})
	})
}

// finishCheckStart turns what came of the start into the fact it is, unless it was
// cancelled: then the journal has that already.
func (d *Desk) finishCheckStart(m checkStartDone) {
	if d.requests.checkStart == m.send {
		d.requests.checkStart = nil
	}
	d.publisher.noteReachability(m.outcome, d.cfg.Now())
	check := d.recorder.journey.Check()
	recalled := check.Number > m.n || check.State != flows.CheckAsked && check.SentAt.IsZero()
	if recalled && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.recorder.recordFact(checkEvent(m.n, m.outcome, m.send.releaseErr))
}
