// Package presence says to others which dossiers the sessions of this process have open, and
// tells each session who else is there. A service has hundreds of sessions: all of them beat
// together, with one statement for many rows and one question for all of a service.
package presence

import (
	"context"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/process"
)

// Interval is how often a session says that it is alive; it counts as gone after
// journal.GoneAfter without.
const Interval = 8 * time.Second

// Timeout bounds one beat, and a look at who is here.
const Timeout = 5 * time.Second

// Store is the part of the journal that keeps who is at a dossier.
type Store interface {
	RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error
	OpenDossiers(ctx context.Context, origin string, since time.Time) ([]journal.OpenDossier, error)
}

// batchStore is a store that takes many at once.
type batchStore interface {
	RecordPresences(ctx context.Context, list []journal.DossierPresence) error
}

// Member is a session with a dossier open. Its funcs are called by one goroutine for all
// members: they must not wait, and contain their own panics.
type Member struct {
	Key     flows.Key
	Session string
	Own     func() journal.Presence // as it is now
	// AfterBeat is called with the others who live, the last sign of life first. After a beat
	// that failed they are not known.
	AfterBeat func(others []journal.Presence, known bool)
}

// Beats are the signs of life of the members. They run while there is a member.
type Beats struct {
	store Store
	now   func() time.Time
	beat  chan struct{} // holds a value while a beat is under way

	mu      sync.Mutex
	last    uint64
	members map[uint64]Member
	ended   chan struct{} // closed when there is no member any more
}

// NewBeats returns signs of life without members.
func NewBeats(store Store, now func() time.Time) *Beats {
	return &Beats{store: store, now: now, beat: make(chan struct{}, 1), members: map[uint64]Member{}}
}

// Join adds a member until ctx ends. The func that it returns ends that too, and waits for
// a beat that is under way: no sign of life of the member comes after it.
func (b *Beats) Join(ctx context.Context, m Member) (leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.members) == 0 {
		b.ended = make(chan struct{})
		go b.run(b.ended)
	}
	b.last++
	number := b.last
	b.members[number] = m
	stop := context.AfterFunc(ctx, func() { b.remove(number) })
	return func() {
		stop()
		b.remove(number)
		b.beat <- struct{}{}
		<-b.beat
	}
}

func (b *Beats) remove(number uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.members[number]; !ok {
		return
	}
	if delete(b.members, number); len(b.members) == 0 {
		close(b.ended)
	}
}

func (b *Beats) run(ended <-chan struct{}) {
	ticker := time.NewTicker(Interval)
	defer ticker.Stop()
	for {
		select {
		case <-ended:
			return
		case <-ticker.C:
			b.beatOnce()
		}
	}
}

// beatOnce gives a sign of life of all members and tells them of the others.
func (b *Beats) beatOnce() {
	b.beat <- struct{}{}
	defer func() { <-b.beat }()
	ctx, cancel := context.WithTimeout(context.Background(), Timeout)
	defer cancel()
	var list []journal.DossierPresence
	members := b.currentMembers()
	for _, m := range members {
		list = append(list, journal.DossierPresence{Key: m.Key, Presence: m.Own()})
	}
	err := b.record(ctx, list)
	services := map[string]openDossiers{}
	for i, m := range members {
		open, isRead := services[m.Key.Origin]
		if !isRead && err == nil {
			open = b.readOpen(ctx, m.Key.Origin, list[i].Presence)
			services[m.Key.Origin] = open
		}
		m.AfterBeat(open.others(m), open != nil)
	}
}

func (b *Beats) currentMembers() []Member {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Member, 0, len(b.members))
	for _, m := range b.members {
		list = append(list, m)
	}
	return list
}

func (b *Beats) record(ctx context.Context, list []journal.DossierPresence) error {
	if batch, ok := b.store.(batchStore); ok {
		return batch.RecordPresences(ctx, list)
	}
	for _, p := range list {
		if err := b.store.RecordPresence(ctx, p.Key, p.Presence); err != nil {
			return err
		}
	}
	return nil
}

// openDossiers are the sessions of a service that live, by applicant; nil when that is not
// known.
type openDossiers map[string][]journal.Presence

func (b *Beats) readOpen(ctx context.Context, origin string, own journal.Presence) openDossiers {
	now := b.now()
	list, err := b.store.OpenDossiers(ctx, origin, now.Add(-journal.GoneAfter))
	if err != nil {
		return nil
	}
	alive := rememberAlive()
	open := openDossiers{}
	for _, o := range list {
		if !o.IsGone(now, own.Host, alive) {
			open[o.Applicant] = append(open[o.Applicant], o.Presence)
		}
	}
	return open
}

// rememberAlive is process.IsAlive that looks at each process once: most sessions are of one.
func rememberAlive() func(pid int, start string) bool {
	type run struct {
		pid   int
		start string
	}
	known := map[run]bool{}
	return func(pid int, start string) bool {
		alive, ok := known[run{pid, start}]
		if !ok {
			alive = process.IsAlive(pid, start)
			known[run{pid, start}] = alive
		}
		return alive
	}
}

// others are those at the dossier of a member.
func (o openDossiers) others(m Member) []journal.Presence {
	var others []journal.Presence
	for _, p := range o[m.Key.Applicant] {
		if p.Session != m.Session {
			others = append(others, p)
		}
	}
	return others
}
