package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"dossier/flows"
)

// channel carries one line per append, from the trigger records_tell: the
// dossier's mark and its new head. Every user of the database can write to it
// too, so a line is a reason to look and nothing more.
const channel = "dossier_appended"

// mark names a dossier on the channel, which every user of the database can
// hear: a short hash, not the applicant's ID. The trigger makes the same one.
func mark(key flows.Key) string {
	sum := sha256.Sum256([]byte(key.Origin + "\x00" + key.Applicant))
	return hex.EncodeToString(sum[:8])
}

// understand reads whose line it is; the number behind is not believed.
func understand(text string) (mark string) {
	mark, _, _ = strings.Cut(text, " ")
	return mark
}

// The pauses between attempts to listen again.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// listen hears the channel until ctx ends, on a connection of its own, which it
// makes anew when it breaks. Whenever a connection begins to listen, fresh is
// called: what happened before is not known.
func listen(ctx context.Context, config *pgx.ConnConfig, fresh func(), heard func(mark string)) {
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
func listenOnce(ctx context.Context, config *pgx.ConnConfig, fresh func(), heard func(mark string)) bool {
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
		heard(understand(said.Payload))
	}
}

// lookAnyway is how often the heads are read although nothing was heard: a
// connection that listens can be dead for a while without a word.
const lookAnyway = 15 * time.Second

// look listens until the journal is closed. Heads are read for new watchers, for
// dossiers of which something was heard, and all of them when listening begins
// or begins again: a head that moved on without ears ticks then.
func (e postgresEngine) look(j *Journal) {
	var listening sync.WaitGroup
	defer listening.Wait()
	began := make(chan struct{}, 1)
	said := rumours{keys: map[flows.Key]bool{}}
	listening.Go(func() {
		listen(j.ctx, e.config, func() { tick(began) }, func(mark string) { said.heard(&j.watchers, mark) })
	})
	pace := time.NewTimer(lookAnyway)
	defer pace.Stop()
	for {
		var keys []flows.Key
		select {
		case <-j.ctx.Done():
			return
		case <-pace.C:
			keys = j.watchers.due(true)
		case <-began:
			keys = j.watchers.due(true)
		case <-j.watchers.kick:
			keys = append(j.watchers.due(false), said.take()...)
		}
		next := lookAnyway
		if err := j.readHeads(keys); err != nil {
			next = time.Second
		}
		pace.Reset(next)
	}
}

func (j *Journal) readHeads(keys []flows.Key) error {
	ctx, cancel := context.WithTimeout(j.ctx, statementLimit)
	defer cancel()
	for _, key := range keys {
		var head uint64
		err := j.read.QueryRowContext(ctx, j.engine.sql(headOf), key.Origin, key.Applicant).Scan(&head)
		if err != nil && !absent(err) {
			return err
		}
		j.watchers.saw(key, head)
	}
	return nil
}

// rumours are the dossiers of which something was heard and whose heads were not
// read since. They are kept apart from what the watchers know: a line that
// comes while its dossier's head is being read must lead to one more look.
type rumours struct {
	mu   sync.Mutex
	keys map[flows.Key]bool
}

// heard notes what was said on the channel of a dossier that somebody watches.
func (r *rumours) heard(w *watchers, said string) {
	for _, key := range w.due(true) {
		if mark(key) == said {
			r.mu.Lock()
			r.keys[key] = true
			r.mu.Unlock()
			tick(w.kick)
		}
	}
}

// take hands out the dossiers that are to be looked at.
func (r *rumours) take() []flows.Key {
	r.mu.Lock()
	defer r.mu.Unlock()
	keys := slices.Collect(maps.Keys(r.keys))
	clear(r.keys)
	return keys
}
