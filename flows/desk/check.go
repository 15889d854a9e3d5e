package desk

import (
	"context"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// startCheck asks the service to begin check n, once, through the same gate as
// a picture. Checks are numbered upwards, so the latest number tells which were
// begun: a second request for one check could deny what the first did.
func (d *Desk) startCheck(n int) {
	if d.checksBegun >= n || d.journey.Check().State != flows.CheckAsked {
		return
	}
	d.checksBegun = n
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.ctx))
	s := &activeSend{cancel: cancel}
	d.starting = s
	release := func(ctx context.Context) error { return d.awaitRelease(ctx, s, flows.CheckReleased{N: n}) }
	d.startGoroutine(func() {
		defer cancel()
		d.mail.enqueue(checkStartDone{n, s, d.cfg.Service.RequestCheck(ctx, d.cfg.Key.Applicant, release)})
	})
}

// finishCheckStart turns what came of the start into the fact it is, unless it was
// called back: then everybody knows already.
func (d *Desk) finishCheckStart(m checkStartDone) {
	if d.starting == m.send {
		d.starting = nil
	}
	d.noteReachability(m.outcome.Cause, m.outcome.Status)
	check := d.journey.Check()
	recalled := check.Number > m.n || check.State != flows.CheckAsked && check.SentAt.IsZero()
	if recalled && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.recordEvent(checkEvent(m.n, m.outcome, m.send.releaseErr))
}

// PollDelay says how long to wait before status question n (from 0); draw is a
// random number in [0,1).
type PollDelay func(n int, draw float64) time.Duration

// ServicePollDelay asks every 10 to 15 seconds at first and grows to a minute:
// typical results take about two minutes (manual page "Retrieving applicant
// verification results"), and the service's rate limit is shared by all its
// customers.
func ServicePollDelay(n int, draw float64) time.Duration {
	base := min(10+2*n, 60)
	return time.Duration(float64(base) * (1 + draw/2) * float64(time.Second))
}

// firstStatusTimeout bounds the first questions, which the first send waits for.
const firstStatusTimeout = 20 * time.Second

// fetchApplicant asks for details and status once. Whatever the answers, work may go on
// after them; a status that says a check runs stops it in the domain.
func (d *Desk) fetchApplicant() {
	defer d.mail.enqueue(fetchDone{})
	ctx, cancel := context.WithTimeout(d.ctx, firstStatusTimeout)
	defer cancel()
	if !d.cfg.statusOnly {
		details, err := d.cfg.Service.ApplicantDetails(ctx, d.cfg.Key.Applicant)
		if err == nil {
			d.view.setApplicant(Applicant{details.NameFirst, details.NameLast, details.FlowName})
		}
	}
	d.requestStatus(ctx)
}

// refetchStatus asks for the status anew when the dossier was taken over: what was
// heard while somebody else worked on it is old, and nothing is sent on it.
func (d *Desk) refetchStatus() {
	if !d.applicantFetched || d.cfg.statusOnly || d.ctx.Err() != nil {
		return
	}
	d.applicantFetched, d.unrecordedStatus = false, nil
	d.startGoroutine(func() {
		defer d.mail.enqueue(fetchDone{})
		ctx, cancel := context.WithTimeout(d.ctx, firstStatusTimeout)
		defer cancel()
		d.requestStatus(ctx)
	})
}

// requestStatus asks once and reports what was seen and whether the service is
// there at all.
func (d *Desk) requestStatus(ctx context.Context) {
	begin, released := d.cfg.Now(), d.view.checkSentAt()
	s, err := d.cfg.Service.ApplicantStatus(ctx, d.cfg.Key.Applicant)
	if d.ctx.Err() != nil {
		return
	}
	d.view.setReachability(reachabilityOf(err, d.cfg.Now().Sub(begin)))
	if err != nil {
		return
	}
	seen := flows.StatusSeen{
		Status: s.ApplicantStatus, Answer: s.ReviewAnswer,
		RejectType: s.RejectType, Modified: s.Modified,
	}
	for _, l := range s.Labels {
		seen.Labels = append(seen.Labels, l)
	}
	d.mail.enqueue(statusReply{seen, released})
}

// startPolling asks for the status while a check runs; cancelUnwanted ends it.
func (d *Desk) startPolling() {
	if d.polling != nil || d.cfg.statusOnly {
		return
	}
	ctx, cancel := context.WithCancel(d.ctx)
	d.polling = cancel
	d.startGoroutine(func() {
		for n := 0; sleepContext(ctx, d.cfg.PollDelay(n, d.cfg.Random())) == nil; n++ {
			d.requestStatus(ctx)
		}
	})
}

func (d *Desk) stopPolling() {
	if d.polling != nil {
		d.polling()
		d.polling = nil
	}
}

func (d *Desk) handleStatus(m statusReply) {
	d.applicantFetched = true
	d.unrecordedStatus = &m
	d.recordStatus()
}

// recordStatus records the status when it changed and this session holds the
// dossier. An answer that crossed the start speaks of the time before it and
// is dropped: the next one tells.
func (d *Desk) recordStatus() {
	if d.unrecordedStatus == nil || d.permanentErr != nil {
		return
	}
	check := d.journey.Check()
	crossed := check.State == flows.CheckAsked || !check.SentAt.Equal(d.unrecordedStatus.checkSentAt)
	if crossed || d.journey.Status().Matches(d.unrecordedStatus.event) {
		d.unrecordedStatus = nil
		return
	}
	if d.cfg.statusOnly {
		d.takeOverIfFree()
	}
	if !d.isHolder() {
		return
	}
	seen := d.unrecordedStatus.event
	d.unrecordedStatus = nil
	d.recordEvent(seen)
}

// noteReachability takes what a request taught about the service.
func (d *Desk) noteReachability(cause personr.Cause, status int) {
	switch cause {
	case personr.NoConnection, personr.TLSUntrusted, personr.ProxyRefused, personr.Unauthorized, personr.Forbidden, personr.Paused:
		d.view.setReachability(flows.Reachability{Asked: true, Cause: domainCauses[cause]})
	default:
		if status > 0 {
			d.view.setReachability(flows.Reachability{Asked: true, Reachable: true})
		}
	}
}
