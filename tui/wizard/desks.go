package wizard

import (
	"context"
	"slices"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui"
)

// wizardDesks is desk.Desks as the wizard's interface, with rows of its own on the
// start list (the demo's applicants).
type wizardDesks struct {
	*desk.Desks
	pictures      *desk.Pictures
	extraDossiers []flows.Summary
	hideReasons   bool // of final rejections
}

// Open opens the desk of an applicant.
func (w wizardDesks) Open(applicant, reason string) (tui.Desk, error) {
	opened, err := w.Desks.Open(applicant, reason)
	if err != nil || !w.hideReasons {
		return opened, err
	}
	return discreetDesk{opened}, nil
}

// Dossiers lists the dossiers of the journal, then the extra rows that are not begun.
func (w wizardDesks) Dossiers(ctx context.Context, needle string) ([]flows.Summary, error) {
	rows, err := w.Desks.Dossiers(ctx, needle)
	if err != nil {
		return nil, err
	}
	begun := slices.Clone(rows)
	for _, extra := range w.extraDossiers {
		if !slices.ContainsFunc(begun, func(r flows.Summary) bool { return r.Key.Applicant == extra.Key.Applicant }) {
			rows = append(rows, extra)
		}
	}
	return rows, nil
}
