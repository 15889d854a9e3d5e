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

// wizardDesks is desk.Desks in the wizard's shape, with rows of its own on the
// start list (the demo's applicants).
type wizardDesks struct {
	*desk.Desks
	pictures      *desk.Pictures
	extraDossiers []flows.Summary
}

// Open opens the desk of an applicant.
func (o wizardDesks) Open(applicant string) (tui.Desk, error) { return o.Desks.Open(applicant) }

// Dossiers lists open work, then the extra rows that are not begun yet.
func (o wizardDesks) Dossiers(ctx context.Context, needle string) ([]flows.Summary, error) {
	rows, err := o.Desks.Dossiers(ctx, needle)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, r := range rows {
		known[r.Key.Applicant] = true
	}
	for _, r := range o.extraDossiers {
		if !known[r.Key.Applicant] {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func startFolder(start func(string) string, applicant string) string {
	if start == nil {
		return ""
	}
	return start(applicant)
}

// errJournalNotOpen says that the journal is not open yet.
var errJournalNotOpen = errors.New("the journal is not open yet")

// newFileSources are the pictures of this computer for one applicant.
func newFileSources(folder intake.FileBrowser, start func(string) string, examiner *intake.Examiner) func(tui.Desks, string) steps.FileSource {
	return func(o tui.Desks, applicant string) steps.FileSource {
		own, ok := o.(wizardDesks)
		if !ok {
			return nil
		}
		return fileSource{
			folder: folder.StartingAt(startFolder(start, applicant)), examiner: examiner, pictures: own.pictures, cache: new(folderCache),
			sentElsewhere: func(ctx context.Context, hash flows.SHA256) (bool, error) {
				if applicant == "" {
					return false, errJournalNotOpen
				}
				return own.WasSentForOther(ctx, applicant, hash)
			},
		}
	}
}
