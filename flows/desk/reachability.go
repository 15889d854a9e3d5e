package desk

import (
	"cmp"
	"errors"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// setReachability shows what is known of the service at a time. While it stays out of
// reach, the beginning and the certificate that was refused stay too.
func (p *publisher) setReachability(r flows.Reachability, at time.Time) {
	p.updateSnapshot(func(s *Snapshot) {
		if !r.Reachable {
			r.Since = at
			if before := s.Reachability; before.Asked && !before.Reachable {
				r.Since = before.Since
				if before.Cause == r.Cause && !r.Certificate.IsPresent() {
					r.Certificate = before.Certificate
				}
			}
		}
		s.Reachability = r
	})
}

// noteReachability notes what a request showed about the service.
func (p *publisher) noteReachability(o personr.Outcome, at time.Time) {
	cause := domainCauses[cmp.Or(o.PausedBy, o.Cause)]
	switch {
	case cause.IsConnectionFailure(), cause == flows.CauseSignIn, cause == flows.CauseForbidden, cause == flows.CausePaused:
		p.setReachability(flows.Reachability{Asked: true, Cause: cause, Certificate: domainCertificate(o.Certificate)}, at)
	case o.Status > 0:
		p.setReachability(flows.Reachability{Asked: true, Reachable: true}, at)
	}
}

// reachabilityOf says what a question to the service showed about it.
func reachabilityOf(err error, took time.Duration) flows.Reachability {
	if err == nil {
		return flows.Reachability{Asked: true, Reachable: true, Delay: took}
	}
	r := flows.Reachability{Asked: true, Cause: flows.CauseUnknown}
	if api, ok := errors.AsType[*personr.APIError](err); ok {
		r.Cause, r.Certificate = domainCauses[api.Cause], domainCertificate(api.Certificate)
	}
	return r
}

func domainCertificate(c personr.Certificate) flows.Certificate {
	return flows.Certificate{Issuer: c.Issuer, Names: c.Names, NotBefore: c.NotBefore, NotAfter: c.NotAfter}
}
