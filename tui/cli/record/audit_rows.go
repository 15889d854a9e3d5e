package record

import (
	"context"
	"io"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/startlist"
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
		if folded, err := flows.Fold(kept.Key, entries); err != nil || !isSameSummary(kept, startlist.Summarize(folded)) {
			wrong++
		}
		return ctx.Err()
	})
	if wrong > 0 {
		v.otherFaults = append(v.otherFaults, "the start list or the picture hashes of "+assets.CountText(wrong, "dossier", "dossiers")+" are not what follows from the records")
	}
	return err
}

// isSameSummary reports whether the kept summary of a dossier says what follows from its
// entries.
func isSameSummary(kept, derived flows.Summary) bool {
	sort := func(list []flows.SentPicture) []flows.SentPicture {
		return slices.SortedFunc(slices.Values(list), flows.SentPicture.Compare)
	}
	same := slices.Equal(slices.CompactFunc(sort(kept.Pictures), isSamePicture), slices.CompactFunc(sort(derived.Pictures), isSamePicture))
	return same && kept.Updated.Equal(derived.Updated) && kept.Head == derived.Head && kept.Key == derived.Key &&
		kept.Done == derived.Done && kept.Total == derived.Total && startlist.IsSameStanding(kept, derived)
}

// isSamePicture reports whether two pictures differ in their state at most.
func isSamePicture(a, b flows.SentPicture) bool {
	return a.SHA256 == b.SHA256 && a.Slot == b.Slot && a.Attempt == b.Attempt
}
