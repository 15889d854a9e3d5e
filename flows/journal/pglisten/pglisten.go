// Package pglisten hears of appends through PostgreSQL's LISTEN, on a connection of its
// own that is replaced when it breaks. What it hears proves nothing: every user of the
// database can say it.
package pglisten

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"dossier/flows"
)

// Channel carries one line per append, from the trigger records_tell: the
// dossier's mark and its new head. Every user of the database can write to it
// too, so a line is a reason to look and nothing more.
const Channel = "dossier_appended"

// Mark names a dossier on the channel, to which every user of the database can
// listen: a short hash, not the applicant's ID. The trigger makes the same one.
func Mark(key flows.Key) string {
	sum := sha256.Sum256([]byte(key.Origin + "\x00" + key.Applicant))
	return hex.EncodeToString(sum[:8])
}

// The pauses between attempts to listen again.
const (
	minBackoff = 100 * time.Millisecond
	maxBackoff = 5 * time.Second
)

// Run listens to the channel until ctx ends, on a connection of its own, which
// it replaces when it breaks. It calls onListening whenever a connection begins to listen:
// what happened before is not known.
func Run(ctx context.Context, config *pgx.ConnConfig, onListening func(), onNotification func(mark string)) {
	for pause := minBackoff; ctx.Err() == nil; {
		if listenOnce(ctx, config, onListening, onNotification) {
			pause = minBackoff
		}
		// Spread, so that many processes do not all come back at one moment.
		timer := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		pause = min(2*pause, maxBackoff)
	}
}

// listenOnce hears until the connection breaks and reports whether it began.
func listenOnce(ctx context.Context, config *pgx.ConnConfig, onListening func(), onNotification func(mark string)) bool {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return false
	}
	defer func() {
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(leave)
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+Channel); err != nil {
		return false
	}
	onListening()
	for {
		notification, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		mark, _, _ := strings.Cut(notification.Payload, " ") // the number after it is not trusted
		onNotification(mark)
	}
}
