package local

import (
	"context"
	"errors"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/tui"
	"dossier/tui/steps"
)

// office is desk.Office in the wizard's shape, with rows of its own on the
// start list (the demo's applicants).
type office struct {
	*desk.Office
	pictures *desk.Pictures
	extra    []desk.Dossier
}

// Open opens the desk of an applicant.
func (o office) Open(applicant string) (tui.Desk, error) { return o.Office.Open(applicant) }

// Dossiers lists open work, then the extra rows that are not begun yet.
func (o office) Dossiers(ctx context.Context, needle string) ([]desk.Dossier, error) {
	rows, err := o.Office.Dossiers(ctx, needle)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, r := range rows {
		known[r.Key.Applicant] = true
	}
	for _, r := range o.extra {
		if !known[r.Key.Applicant] {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func startFor(start func(string) string, applicant string) string {
	if start == nil {
		return ""
	}
	return start(applicant)
}

// errNotOpen says that the journal is not open yet.
var errNotOpen = errors.New("the journal is not open yet")

// files are the pictures of this computer for one applicant.
func files(folder intake.Folder, start func(string) string, examiner *intake.Examiner) func(tui.Office, string) steps.Files {
	return func(o tui.Office, applicant string) steps.Files {
		own, ok := o.(office)
		if !ok {
			return nil
		}
		return disk{
			folder: folder.From(startFor(start, applicant)), examiner: examiner, pictures: own.pictures, shelf: new(shelf),
			elsewhere: func(ctx context.Context, hash flows.SHA256) (bool, error) {
				if applicant == "" {
					return false, errNotOpen
				}
				return own.MetElsewhere(ctx, applicant, hash)
			},
		}
	}
}
