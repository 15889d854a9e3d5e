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
	"dossier/flows/journal/watchers"
)

// notifyChannel carries one line per append, from the trigger records_tell: the
// dossier's mark and its new head. Every user of the database can write to it
// too, so a line is a reason to look and nothing more.
const notifyChannel = "dossier_appended"

// dossierMark names a dossier on the channel, to which every user of the database can
// listen: a short hash, not the applicant's ID. The trigger makes the same one.
func dossierMark(key flows.Key) string {
	sum := sha256.Sum256([]byte(key.Origin + "\x00" + key.Applicant))
	return hex.EncodeToString(sum[:8])
}

// The pauses between attempts to listen again.
const (
	minListenBackoff = 100 * time.Millisecond
	maxListenBackoff = 5 * time.Second
)

// runListener listens to the channel until ctx ends, on a connection of its own, which
// it replaces when it breaks. It calls onListening whenever a connection begins to listen:
// what happened before is not known.
func runListener(ctx context.Context, config *pgx.ConnConfig, onListening func(), onNotification func(mark string)) {
	for pause := minListenBackoff; ctx.Err() == nil; {
		if listenOnce(ctx, config, onListening, onNotification) {
			pause = minListenBackoff
		}
		// Spread, so that many processes do not all come back at one moment.
		timer := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		pause = min(2*pause, maxListenBackoff)
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
	if _, err := conn.Exec(ctx, "LISTEN "+notifyChannel); err != nil {
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

// headPollInterval is how often the heads are read although nothing was heard: a
// connection that listens can be dead for a while unnoticed.
const headPollInterval = 15 * time.Second

// watchChanges listens until the journal is closed. It reads the heads of
// dossiers that are newly watched or were notified of, and all of them whenever
// listening begins, for what was missed.
func (e postgresEngine) watchChanges(j *Journal) {
	var listening sync.WaitGroup
	defer listening.Wait()
	began := make(chan struct{}, 1)
	pending := pendingNotifications{keys: map[flows.Key]bool{}}
	listening.Go(func() {
		runListener(j.ctx, e.config, func() { watchers.TrySignal(began) }, func(mark string) { pending.markPending(j.watchers, mark) })
	})
	pace := time.NewTimer(headPollInterval)
	defer pace.Stop()
	for {
		var keys []flows.Key
		select {
		case <-j.ctx.Done():
			return
		case <-pace.C:
			keys = j.watchers.KeysToCheck(true)
		case <-began:
			keys = j.watchers.KeysToCheck(true)
		case <-j.watchers.Wake():
			keys = append(j.watchers.KeysToCheck(false), pending.drainKeys()...)
		}
		next := headPollInterval
		ctx, cancel := context.WithTimeout(j.ctx, statementTimeout)
		if err := j.readHeads(ctx, j.read, keys); err != nil {
			next = time.Second
		}
		cancel()
		pace.Reset(next)
	}
}

// pendingNotifications are the dossiers with a notification whose heads were not read
// since. They are kept apart from the watchers: a notification that arrives while
// the head is being read must lead to one more reading.
type pendingNotifications struct {
	mu   sync.Mutex
	keys map[flows.Key]bool
}

// markPending notes a notification of a watched dossier.
func (p *pendingNotifications) markPending(w *watchers.Set, mark string) {
	for _, key := range w.KeysToCheck(true) {
		if dossierMark(key) == mark {
			p.mu.Lock()
			p.keys[key] = true
			p.mu.Unlock()
			watchers.TrySignal(w.Wake())
		}
	}
}

// drainKeys returns the dossiers to read and forgets them.
func (p *pendingNotifications) drainKeys() []flows.Key {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := slices.Collect(maps.Keys(p.keys))
	clear(p.keys)
	return keys
}
