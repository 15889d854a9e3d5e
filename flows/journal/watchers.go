package journal

import (
	"context"
	"database/sql"
	"sync"

	"dossier/flows"
)

// watchers are the channels to signal for each dossier, with the head that was last
// read.
type watchers struct {
	mu     sync.Mutex
	byKey  map[flows.Key]*watchedDossier
	closed bool
	wake   chan struct{} // a watcher was added
}

type watchedDossier struct {
	head  uint64
	known bool // head was read since the last watcher came
	chans map[chan struct{}]bool
}

func (w *watchers) init() {
	w.byKey = map[flows.Key]*watchedDossier{}
	w.wake = make(chan struct{}, 1)
}

// add registers a new watcher. The head counts as unknown again, so that it is
// read once more and the new watcher ticks: what happened before the call is not
// missed.
func (w *watchers) add(key flows.Key) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := make(chan struct{}, 1)
	if w.closed {
		close(ch)
		return ch
	}
	if w.byKey[key] == nil {
		w.byKey[key] = &watchedDossier{chans: map[chan struct{}]bool{}}
	}
	w.byKey[key].chans[ch], w.byKey[key].known = true, false
	trySignal(w.wake)
	return ch
}

// remove ends a watch and closes its channel; it may be called twice.
func (w *watchers) remove(key flows.Key, ch chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.byKey[key]
	if at == nil || !at.chans[ch] {
		return
	}
	close(ch)
	delete(at.chans, ch)
	if len(at.chans) == 0 {
		delete(w.byKey, key)
	}
}

// closeAll ends all watches.
func (w *watchers) closeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for key, at := range w.byKey {
		for ch := range at.chans {
			close(ch)
		}
		delete(w.byKey, key)
	}
}

// recordHead signals the watchers of a dossier whose head changed or was not known.
func (w *watchers) recordHead(key flows.Key, head uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.byKey[key]
	if at == nil || at.known && head == at.head { // a head goes back when a dossier is removed and started again
		return
	}
	at.head, at.known = head, true
	for ch := range at.chans {
		trySignal(ch)
	}
}

// invalidateHeads makes every head unknown, after a failed reading.
func (w *watchers) invalidateHeads() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, at := range w.byKey {
		at.known = false
	}
}

// keysToCheck are the dossiers whose heads are to be read: all of them, or those not known.
func (w *watchers) keysToCheck(all bool) []flows.Key {
	w.mu.Lock()
	defer w.mu.Unlock()
	var keys []flows.Key
	for key, at := range w.byKey {
		if all || !at.known {
			keys = append(keys, key)
		}
	}
	return keys
}

func (w *watchers) isEmpty() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.byKey) == 0
}

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
		j.watchers.recordHead(key, head)
	}
	return nil
}

// trySignal sends a signal, unless one is waiting already.
func trySignal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// Watch returns a channel that ticks when the dossier may have new entries:
// once soon after the call, so that nothing between a Load and the Watch is
// missed, at once for appends through this value, and within about 250 ms for
// those of other processes. Ticks that were not taken are one tick. The channel
// is closed when ctx ends or the journal is closed.
func (j *Journal) Watch(ctx context.Context, key flows.Key) <-chan struct{} {
	ch := j.watchers.add(key)
	context.AfterFunc(ctx, func() { j.watchers.remove(key, ch) })
	j.watcherOnce.Do(func() { j.watcherDone.Go(func() { j.engine.watchChanges(j) }) })
	return ch
}
