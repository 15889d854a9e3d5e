package sshd

import (
	"context"
	"errors"

	"dossier/flows/inbox"
	"dossier/tui/sshd/operators"
)

// health is nil while the service takes connections until running ends, and its journal
// answers.
func (s Settings) health(running context.Context) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := running.Err(); err != nil {
			return err
		}
		return s.Journal(ctx)
	}
}

// countArrival counts an upload that ended. What its sender removed, and what systems put
// beside files, is none.
func (v *Service) countArrival(o inbox.Outcome) {
	if o.End != inbox.Vanished && o.End != inbox.Ignored {
		v.metrics.EndArrival(o.End == inbox.Whole)
	}
}

// addGauges adds what the inboxes hold, and who has not logged in yet.
func (v *Service) addGauges(s *Server) {
	v.metrics.AddGauge("dossier_inbox_bytes", "Memory that files in inboxes take.", func() float64 { return float64(v.inboxes.HeldBytes()) })
	v.metrics.AddGauge("dossier_inbox_memory_locked", "1 while all memory of the inboxes is kept out of swap, else 0.", func() float64 {
		if v.inboxes.Locked() {
			return 1
		}
		return 0
	})
	v.metrics.AddGauge("dossier_connections_waiting", "Connections on which nobody has logged in yet.", func() float64 { return float64(s.gate.count()) })
}

// count is how many connections have not logged in.
func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting)
}

// refusedLoginReason is why a login was refused, in words of this program.
func refusedLoginReason(err error) string {
	if refused, ok := errors.AsType[operators.Refusal](err); ok {
		return refused.Error()
	}
	if fault, ok := errors.AsType[loginFault](err); ok {
		return fault.Error()
	}
	if errors.Is(err, errTooManyConnections) {
		return "too many connections"
	}
	return "other"
}
