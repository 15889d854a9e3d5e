package journal

import (
	"context"
	"time"
)

const getActivePresences = `SELECT session, operator, host, pid, started, at, doing, typed FROM presences WHERE at > ? ORDER BY at DESC, session`

// ActivePresences lists the sessions that said after a moment that they have a dossier
// open, whichever, the last beat first; one that has several is listed as often.
func (j *Journal) ActivePresences(ctx context.Context, since time.Time) ([]Presence, error) {
	return queryList(ctx, j, scanPresence, getActivePresences, since.UnixNano())
}
