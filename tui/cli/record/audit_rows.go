package record

import (
	"context"
	"io"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
)

// compareRows folds every dossier's entries and compares what follows from them with
// the rows outside the chain: what the start list shows, and which pictures the
// check for another applicant knows. A deleted hash would disarm it.
func (v *verifyResult) compareRows(ctx context.Context, j *journal.Journal, progress io.Writer) error {
	total, err := j.CountDossiers(ctx)
	if err != nil {
		return err
	}
	bar := newProgressBar(progress, "deriving")
	defer bar.finish()
	wrong := 0
	err = j.VisitSummaries(ctx, func(kept flows.Summary) error {
		v.rowsDerived++
		bar.update(v.rowsDerived, total)
		entries, err := j.Load(ctx, kept.Key, 0)
		if err != nil {
			wrong++
			return ctx.Err()
		}
		if folded, err := flows.Fold(kept.Key, entries); err != nil || !folded.Summary().Matches(kept) {
			wrong++
		}
		return ctx.Err()
	})
	if wrong > 0 {
		v.otherFaults = append(v.otherFaults, "the start list or the picture hashes of "+assets.CountText(wrong, "dossier", "dossiers")+" are not what follows from the records")
	}
	return err
}
