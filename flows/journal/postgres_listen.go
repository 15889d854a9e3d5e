package journal

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/journal/pglisten"
	"dossier/flows/journal/watchers"
)

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
		pglisten.Run(j.ctx, e.config, func() { watchers.TrySignal(began) }, func(mark string) { pending.markPending(j.watchers, mark) })
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
		if pglisten.Mark(key) == mark {
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
