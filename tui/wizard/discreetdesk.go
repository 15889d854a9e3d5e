package wizard

import (
	"dossier/flows/desk"
	"dossier/flows/rejection"
	"dossier/tui"
)

// discreetDesk is a desk for an operator who must not learn the reasons of a final
// rejection. They are left out here, before any screen, so that no screen can show them.
type discreetDesk struct{ tui.Desk }

// Snapshot is the desk's, without these reasons.
func (d discreetDesk) Snapshot() desk.Snapshot {
	s := d.Desk.Snapshot()
	status := s.Journey.Status()
	public := rejection.PublicPart(status.RejectType, status.Labels)
	status.RejectType, status.Labels, status.Withheld = public.RejectType, public.Labels, public.IsPart
	s.Journey = s.Journey.ShowStatus(status)
	return s
}
