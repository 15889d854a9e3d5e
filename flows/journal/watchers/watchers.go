// Package watchers keeps who watches which dossier of a journal, and signals them when its
// head changes. It reads nothing itself: the journal says which head it has found.
package watchers

import (
	"sync"

	"dossier/flows"
)

// Set has the channels to signal for each dossier, with the head that was last read. Its
// methods may be called from any goroutine.
type Set struct {
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

// NewSet returns a set without watchers.
func NewSet() *Set {
	return &Set{byKey: map[flows.Key]*watchedDossier{}, wake: make(chan struct{}, 1)}
}

// Wake ticks when a watcher was added, and when somebody signals it.
func (w *Set) Wake() chan struct{} { return w.wake }

// Add registers a new watcher. The head counts as unknown again, so that it is
// read once more and the new watcher ticks: what happened before the call is not
// missed.
func (w *Set) Add(key flows.Key) chan struct{} {
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
	TrySignal(w.wake)
	return ch
}

// Remove ends a watch and closes its channel; it may be called twice.
func (w *Set) Remove(key flows.Key, ch chan struct{}) {
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

// CloseAll ends all watches.
func (w *Set) CloseAll() {
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

// RecordHead signals the watchers of a dossier whose head changed or was not known.
func (w *Set) RecordHead(key flows.Key, head uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.byKey[key]
	if at == nil || at.known && head == at.head { // a head goes back when a dossier is removed and started again
		return
	}
	at.head, at.known = head, true
	for ch := range at.chans {
		TrySignal(ch)
	}
}

// InvalidateHeads makes every head unknown, after a failed reading.
func (w *Set) InvalidateHeads() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, at := range w.byKey {
		at.known = false
	}
}

// KeysToCheck are the dossiers whose heads are to be read: all of them, or those not known.
func (w *Set) KeysToCheck(all bool) []flows.Key {
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

// IsEmpty reports whether nobody watches.
func (w *Set) IsEmpty() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.byKey) == 0
}

// TrySignal sends a signal, unless one is waiting already.
func TrySignal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
