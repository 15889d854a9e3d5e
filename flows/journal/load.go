package journal

import (
	"context"

	"dossier/flows"
)

// Load reads the entries of a dossier with numbers above after, in order, and verifies
// each: that its number is the next one, that it is linked to the record before it, and
// that it was sealed with the journal's audit key. A dossier without entries has none.
//
// The error is a *chain.EntryFault for an entry that is missing, was changed, was not
// written with the key, or cannot be read, and flows.ErrNewer for one that a newer program
// wrote; the entries before it are returned. That the latest entries were removed does not
// show here: only the verification of the whole chain finds that. A journal that was
// opened without its key verifies no seal.
func (j *Journal) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	records, err := queryList(ctx, j, j.linkedScanner(key), recordsOf, key.Origin, key.Applicant, int64(after))
	var entries []flows.Entry
	for i, r := range records {
		if fault := j.key.CheckEntry(r.prev, r.Record, after+uint64(i)+1); fault != nil {
			return entries, fault
		}
		e, err := r.Entry.Decode()
		if err != nil {
			return entries, err
		}
		entries = append(entries, e)
	}
	return entries, err
}
