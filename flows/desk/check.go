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
	s := &send{cancel: cancel}
	d.starting = s
	release := func(ctx context.Context) error { return d.release(ctx, s, flows.CheckReleased{N: n}) }
	d.launch(func() {
		defer cancel()
		d.mail.put(started{n, s, d.cfg.Service.RequestCheck(ctx, d.cfg.Key.Applicant, release)})
	})
}

// started turns what came of the start into the fact it is, unless it was
// called back: then everybody knows already.
func (d *Desk) started(m started) {
	if d.starting == m.send {
		d.starting = nil
	}
	d.heard(m.outcome.Cause, m.outcome.Status)
	check := d.journey.Check()
	recalled := check.N > m.n || check.State != flows.CheckAsked && check.SentAt.IsZero()
	if recalled && m.outcome.Verdict == personr.NotSent {
		return
	}
	d.record(checkFact(m.n, m.outcome, m.send.refused))
}

// Pace says how long to wait before status question n (from 0); draw is a
// random number in [0,1).
type Pace func(n int, draw float64) time.Duration

// ServicePace asks every 10 to 15 seconds at first and grows to a minute:
// typical results take about two minutes (manual page "Retrieving applicant
// verification results"), and the service's rate limit is shared by all its
// customers.
func ServicePace(n int, draw float64) time.Duration {
	base := min(10+2*n, 60)
	return time.Duration(float64(base) * (1 + draw/2) * float64(time.Second))
}

// greetLimit bounds the first questions, which the first send waits for.
const greetLimit = 20 * time.Second

// greet asks for details and status once. Whatever the answers, work may go on
// after them; a status that says a check runs stops it in the domain.
func (d *Desk) greet() {
	defer d.mail.put(greeted{})
	ctx, cancel := context.WithTimeout(d.ctx, greetLimit)
	defer cancel()
	if !d.cfg.brief {
		details, err := d.cfg.Service.ApplicantDetails(ctx, d.cfg.Key.Applicant)
		if err == nil {
			d.view.know(Person{foreign(details.NameFirst), foreign(details.NameLast), foreign(details.FlowName)})
		}
	}
	d.askStatus(ctx)
}

// greetAgain asks for the status anew when the dossier was taken over: what was
// heard while somebody else worked on it is old, and nothing is sent on it.
func (d *Desk) greetAgain() {
	if !d.greeted || d.cfg.brief || d.ctx.Err() != nil {
		return
	}
	d.greeted, d.seen = false, nil
	d.launch(func() {
		defer d.mail.put(greeted{})
		ctx, cancel := context.WithTimeout(d.ctx, greetLimit)
		defer cancel()
		d.askStatus(ctx)
	})
}

// askStatus asks once and reports what was seen and whether the service is
// there at all.
func (d *Desk) askStatus(ctx context.Context) {
	begin, released := d.cfg.Now(), d.view.checkSent()
	s, err := d.cfg.Service.ApplicantStatus(ctx, d.cfg.Key.Applicant)
	if d.ctx.Err() != nil {
		return
	}
	d.view.reach(reachOf(err, d.cfg.Now().Sub(begin)))
	if err != nil {
		return
	}
	seen := flows.StatusSeen{
		Status: foreign(s.ApplicantStatus), Answer: foreign(s.ReviewAnswer),
		RejectType: foreign(s.RejectType), Modified: s.Modified,
	}
	for _, l := range s.Labels {
		seen.Labels = append(seen.Labels, foreign(l))
	}
	d.mail.put(status{seen, released})
}

// poll asks for the status while a check runs; cancelUnwanted ends it.
func (d *Desk) poll() {
	if d.polling != nil || d.cfg.brief {
		return
	}
	ctx, cancel := context.WithCancel(d.ctx)
	d.polling = cancel
	d.launch(func() {
		for n := 0; pause(ctx, d.cfg.Poll(n, d.cfg.Random())) == nil; n++ {
			d.askStatus(ctx)
		}
	})
}

func (d *Desk) stopPolling() {
	if d.polling != nil {
		d.polling()
		d.polling = nil
	}
}

func (d *Desk) statusSeen(m status) {
	d.greeted = true
	d.seen = &m
	d.journalStatus()
}

// journalStatus records the status when it changed and this session holds the
// dossier. An answer that crossed the start speaks of the time before it and
// is dropped: the next one tells.
func (d *Desk) journalStatus() {
	if d.seen == nil || d.fault != nil {
		return
	}
	check := d.journey.Check()
	crossed := check.State == flows.CheckAsked || !check.SentAt.Equal(d.seen.released)
	if crossed || d.journey.Status().Same(d.seen.seen) {
		d.seen = nil
		return
	}
	if d.cfg.brief {
		d.hold()
	}
	if !d.holding() {
		return
	}
	seen := d.seen.seen
	d.seen = nil
	d.record(seen)
}

// heard takes what a request taught about the service.
func (d *Desk) heard(cause personr.Cause, status int) {
	switch cause {
	case personr.NoConnection, personr.TLSUntrusted, personr.ProxyRefused, personr.Unauthorized, personr.Forbidden, personr.Paused:
		d.view.reach(Reach{Asked: true, Cause: causes[cause]})
	default:
		if status > 0 {
			d.view.reach(Reach{Asked: true, OK: true})
		}
	}
}
