package interrupted

import (
	"slices"
	"sync"
	"time"

	"dossier/tui/settings"
)

// Owner is whose a dossier is. Somebody who is moved to another group begins at the start list.
type Owner struct{ Operator, Group string }

// Registry knows the wizards that run, and the dossiers of those that were interrupted.
type Registry struct {
	keep    time.Duration
	mu      sync.Mutex
	running map[Owner][]*Session
	waiting map[Owner][]settings.Interruption // in the order in which they began
}

// NewRegistry returns a registry that forgets a dossier after a while.
func NewRegistry(keep time.Duration) *Registry {
	return &Registry{keep: keep, running: map[Owner][]*Session{}, waiting: map[Owner][]settings.Interruption{}}
}

// Sweep forgets what has waited too long. The caller calls it now and then.
func (r *Registry) Sweep() {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	for owner := range r.waiting {
		r.keepIf(owner, func(i settings.Interruption) bool { return now.Sub(i.At) < r.keep })
	}
}

// keepIf forgets the dossiers of an owner that are not to be kept, with the lock held.
func (r *Registry) keepIf(owner Owner, isKept func(settings.Interruption) bool) {
	list := slices.DeleteFunc(r.waiting[owner], func(i settings.Interruption) bool { return !isKept(i) })
	if r.waiting[owner] = list; len(list) == 0 {
		delete(r.waiting, owner)
	}
}

// forget forgets a dossier, with the lock held.
func (r *Registry) forget(owner Owner, applicant string) {
	r.keepIf(owner, func(i settings.Interruption) bool { return i.Applicant != applicant })
}

// takeNewest takes out the dossier of an owner that was interrupted last; the zero value if
// there is none.
func (r *Registry) takeNewest(owner Owner) settings.Interruption {
	r.Sweep()
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.waiting[owner]
	if len(list) == 0 {
		return settings.Interruption{}
	}
	newest := list[len(list)-1]
	r.forget(owner, newest.Applicant)
	return newest
}
