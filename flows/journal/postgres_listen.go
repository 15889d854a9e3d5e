package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"dossier/flows"
)

// channel carries one line per append, from the trigger records_tell: the
// dossier's mark and its new head.
const channel = "dossier_appended"

// mark names a dossier on the channel, which every user of the database can
// hear: a short hash, not the applicant's ID. The trigger makes the same one.
func mark(key flows.Key) string {
	sum := sha256.Sum256([]byte(key.Origin + "\x00" + key.Applicant))
	return hex.EncodeToString(sum[:8])
}

// understand reads such a line; anything else on the channel is not ours.
func understand(text string) (mark string, head uint64, ok bool) {
	mark, number, _ := strings.Cut(text, " ")
	head, err := strconv.ParseUint(number, 10, 64)
	return mark, head, err == nil
}

// The pauses between attempts to listen again.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// listen hears the channel until ctx ends, on a connection of its own, which it
// makes anew when it breaks. Whenever a connection begins to listen, fresh is
// called: what happened before is not known.
func listen(ctx context.Context, config *pgx.ConnConfig, fresh func(), heard func(mark string, head uint64)) {
	for pause := firstPause; ctx.Err() == nil; {
		if listenOnce(ctx, config, fresh, heard) {
			pause = firstPause
		}
		// Spread, so that many processes do not all come back at one moment.
		timer := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		pause = min(2*pause, lastPause)
	}
}

// listenOnce hears until the connection breaks and reports whether it began.
func listenOnce(ctx context.Context, config *pgx.ConnConfig, fresh func(), heard func(mark string, head uint64)) bool {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return false
	}
	defer func() {
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(leave)
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return false
	}
	fresh()
	for {
		said, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		if mark, head, ok := understand(said.Payload); ok {
			heard(mark, head)
		}
	}
}

// lookAnyway is how often the heads are read although nothing was heard: a
// connection that listens can be dead for a while without a word.
const lookAnyway = 15 * time.Second

// look listens until the journal is closed. What is heard names the new head.
// Heads are read for new watchers, and all of them when listening begins or
// begins again: a head that moved on without ears ticks then.
func (e postgresEngine) look(j *Journal) {
	var listening sync.WaitGroup
	defer listening.Wait()
	began := make(chan struct{}, 1)
	listening.Go(func() { listen(j.ctx, e.config, func() { tick(began) }, j.watchers.heard) })
	pace := time.NewTimer(lookAnyway)
	defer pace.Stop()
	for {
		all := true
		select {
		case <-j.ctx.Done():
			return
		case <-pace.C:
		case <-began:
		case <-j.watchers.kick:
			all = false
		}
		next := lookAnyway
		if err := j.readHeads(all); err != nil {
			next = time.Second
		}
		pace.Reset(next)
	}
}

func (j *Journal) readHeads(all bool) error {
	ctx, cancel := context.WithTimeout(j.ctx, statementLimit)
	defer cancel()
	for _, key := range j.watchers.due(all) {
		var head uint64
		err := j.read.QueryRowContext(ctx, j.engine.sql(headOf), key.Origin, key.Applicant).Scan(&head)
		if err != nil && !absent(err) {
			return err
		}
		j.watchers.saw(key, head)
	}
	return nil
}

// heard passes on what was said on the channel.
func (w *watchers) heard(said string, head uint64) {
	for _, key := range w.due(true) {
		if mark(key) == said {
			w.saw(key, head)
		}
	}
}
