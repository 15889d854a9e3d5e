package cli

import (
	"context"
	"io"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
)

// derive folds every dossier's entries and compares what follows from them with
// the rows beside the chain: what the start list shows, and which pictures the
// guard against the wrong person knows. A deleted hash would disarm it.
func (f *finding) derive(ctx context.Context, j *journal.Journal, progress io.Writer) error {
	total, err := j.Count(ctx)
	if err != nil {
		return err
	}
	bar := newBar(progress, "deriving")
	defer bar.end()
	wrong := 0
	err = j.Dossiers(ctx, func(kept journal.Summary) error {
		f.derived++
		bar.show(f.derived, total)
		entries, err := j.Load(ctx, kept.Key, 0)
		if err != nil {
			wrong++
			return ctx.Err()
		}
		if folded, err := flows.Fold(kept.Key, entries); err != nil || !desk.Summarise(folded).Agrees(kept) {
			wrong++
		}
		return ctx.Err()
	})
	if wrong > 0 {
		f.odd = append(f.odd, "the start list or the picture hashes of "+plural(wrong, "dossier", "dossiers")+" are not what follows from the records")
	}
	return err
}
