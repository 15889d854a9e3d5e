package journal

import (
	"context"
	"database/sql"

	"dossier/flows"
)

const getHead = `SELECT head FROM dossiers WHERE origin = ? AND applicant = ?`

// rowQuerier is a pool, or one connection of it.
type rowQuerier interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// readHeads tells the watchers the number of each dossier's last entry, 0 when it has none.
func (j *Journal) readHeads(ctx context.Context, db rowQuerier, keys []flows.Key) error {
	for _, key := range keys {
		var head uint64
		err := db.QueryRowContext(ctx, j.engine.dialectSQL(getHead), key.Origin, key.Applicant).Scan(&head)
		if err != nil && !isNoRows(err) {
			return err
		}
		j.watchers.RecordHead(key, head)
	}
	return nil
}

// Watch returns a channel that ticks when the dossier may have new entries:
// once soon after the call, so that nothing between a Load and the Watch is
// missed, at once for appends through this value, and within about 250 ms for
// those of other processes. Ticks that were not taken are one tick. The channel
// is closed when ctx ends or the journal is closed.
func (j *Journal) Watch(ctx context.Context, key flows.Key) <-chan struct{} {
	ch := j.watchers.Add(key)
	context.AfterFunc(ctx, func() { j.watchers.Remove(key, ch) })
	j.watcherOnce.Do(func() { j.watcherDone.Go(func() { j.engine.watchChanges(j) }) })
	return ch
}
