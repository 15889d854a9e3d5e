package desk

import (
	"context"
	"time"

	"dossier/flows"
)

// PollDelay says how long to wait before status question n (from 0); draw is a
// random number in [0,1).
type PollDelay func(n int, draw float64) time.Duration

// What the delay grows by, and the longest one without its jitter.
const (
	statusDelayGrowth = 2 * time.Second
	maxStatusDelay    = time.Minute
)

// ServicePollDelay asks every MinStatusDelay to MaxStatusDelay at first, then more slowly, up to maxStatusDelay:
// typical results take about two minutes (manual page "Retrieving applicant
// verification results"), and the service's rate limit is shared by all its
// customers.
func ServicePollDelay(n int, draw float64) time.Duration {
	base := min(flows.MinStatusDelay+time.Duration(n)*statusDelayGrowth, maxStatusDelay)
	jitter := flows.MaxStatusDelay - flows.MinStatusDelay
	return base + time.Duration(draw*float64(base)*float64(jitter)/float64(flows.MinStatusDelay))
}

// firstStatusTimeout bounds the first questions, which the first send waits for.
const firstStatusTimeout = 20 * time.Second

// statusPoller asks the service for the applicant's status and reports what it says to
// the mailbox. Only start and stop belong to the desk's goroutine.
type statusPoller struct {
	ctx       context.Context
	cfg       Config
	work      *goroutines
	mail      *mailbox
	publisher *publisher
	cancel    context.CancelFunc // ends the polling; nil when none runs
}

// fetchApplicant asks for the status once, and for the details if wanted. Whatever the answers, work may continue
// after them; a status that says a check runs stops it in the domain.
func (p *statusPoller) fetchApplicant(withDetails bool) {
	defer p.mail.enqueue(fetchDone{})
	ctx, cancel := context.WithTimeout(p.ctx, firstStatusTimeout)
	defer cancel()
	if withDetails {
		details, err := p.cfg.Service.ApplicantDetails(ctx, p.cfg.Key.Applicant)
		if err == nil {
			p.publisher.updateSnapshot(func(s *Snapshot) {
				s.Applicant, s.ApplicantKnown = Applicant{details.NameFirst, details.NameLast, details.FlowName}, true
			})
		}
	}
	p.requestStatus(ctx)
}

// requestStatus asks once and reports the answer and whether the service can be
// reached at all.
func (p *statusPoller) requestStatus(ctx context.Context) {
	begin, released := p.cfg.Now(), p.publisher.checkSentAt()
	s, err := p.cfg.Service.ApplicantStatus(ctx, p.cfg.Key.Applicant)
	if p.ctx.Err() != nil {
		return
	}
	p.publisher.setReachability(reachabilityOf(err, p.cfg.Now().Sub(begin)), p.cfg.Now())
	if err != nil {
		return
	}
	p.mail.enqueue(statusReply{flows.StatusSeen{
		Status: s.ApplicantStatus, Answer: s.ReviewAnswer, RejectType: s.RejectType, Labels: s.Labels, Modified: s.Modified,
	}, released})
}

// start asks for the status while a check runs, until stop.
func (p *statusPoller) start() {
	if p.cancel != nil || p.cfg.statusOnly {
		return
	}
	ctx, cancel := context.WithCancel(p.ctx)
	p.cancel = cancel
	p.work.start(func() {
		for n := 0; sleepContext(ctx, p.cfg.PollDelay(n, p.cfg.Random())) == nil; n++ {
			p.requestStatus(ctx)
		}
	})
}

func (p *statusPoller) stop() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}
