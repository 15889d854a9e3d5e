package journal

import (
	"context"
	"time"
)

const busyNow = `SELECT session, operator, host, pid, started, at, doing, typed FROM presences WHERE at > ? ORDER BY at DESC, session`

// Busy lists the sessions that said after a moment that they have a dossier
// open, whichever, the last beat first; one that has several is listed as often.
func (j *Journal) Busy(ctx context.Context, since time.Time) ([]Presence, error) {
	return query(ctx, j, scanPresence, busyNow, since.UnixNano())
}
