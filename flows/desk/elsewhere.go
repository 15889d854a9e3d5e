package desk

import (
	"context"
	"slices"

	"dossier/flows/journal"
	"dossier/flows/journal/process"
)

// Elsewhere is a session of another wizard: who sits there, and which process it is of.
type Elsewhere struct {
	Operator, Host string
	PID            int
}

// HasColleague reports whether another operator worked on a dossier that is open here.
func (ds *Desks) HasColleague(applicant string) bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d, ok := ds.desks[applicant]
	return ok && slices.ContainsFunc(d.Snapshot().Operators, func(name string) bool { return name != ds.cfg.Operator })
}

// FormerProcess is another process in which this operator had the dossier open within the
// last hour and did not leave it: it was killed, or the line to it was lost. False when none
// is known. What a process holds in memory alone is not here.
func (ds *Desks) FormerProcess(ctx context.Context, applicant string) (journal.Presence, bool, error) {
	own := ds.cfg.Self
	list, err := ds.cfg.Presences.Presences(ctx, ds.keyOf(applicant))
	for _, p := range list {
		same := p.Host == own.Host && p.PID == own.PID && p.StartTime == own.StartTime
		if p.Operator == ds.cfg.Operator && !same && ds.cfg.Now().Sub(p.At) < journal.PresenceExpiry {
			return p, true, nil
		}
	}
	return journal.Presence{}, false, err
}

// HasEnded reports whether a process ran on this host and does not any more.
func (ds *Desks) HasEnded(p journal.Presence) bool {
	return p.Host == ds.cfg.Self.Host && !process.IsAlive(p.PID, p.StartTime)
}

// Host is the name of the host that the desks run on.
func (ds *Desks) Host() string { return ds.cfg.Self.Host }
