package pglisten

import (
	"maps"
	"slices"
	"sync"

	"dossier/flows"
	"dossier/flows/journal/watchers"
)

// Pending are the dossiers with a notification whose heads were not read
// since. They are kept apart from the watchers: a notification that arrives while
// the head is being read must lead to one more reading.
type Pending struct {
	mu   sync.Mutex
	keys map[flows.Key]bool
}

// NewPending returns one without notifications.
func NewPending() *Pending { return &Pending{keys: map[flows.Key]bool{}} }

// Note adds the watched dossier that a notification names.
func (p *Pending) Note(w *watchers.Set, mark string) {
	for _, key := range w.KeysToCheck(true) {
		if Mark(key) == mark {
			p.mu.Lock()
			p.keys[key] = true
			p.mu.Unlock()
			watchers.TrySignal(w.Wake())
		}
	}
}

// Drain returns the dossiers to read and forgets them.
func (p *Pending) Drain() []flows.Key {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := slices.Collect(maps.Keys(p.keys))
	clear(p.keys)
	return keys
}
