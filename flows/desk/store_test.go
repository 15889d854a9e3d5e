package desk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// memStore is a journal in memory, with the rules of the real one: positions
// without gaps behind the entry that the writer knows, IDs once, and bodies kept as encoded. It blocks on nothing, so
// that virtual time works.
type memStore struct {
	mu        sync.Mutex
	entries   map[flows.Key][]stored
	rows      map[flows.Key]flows.Summary
	presences map[flows.Key]map[string]journal.Presence
	watchers  map[flows.Key]map[chan struct{}]bool
}

type stored struct {
	flows.Entry
	body []byte
}

func newStore() *memStore {
	return &memStore{
		entries: map[flows.Key][]stored{}, rows: map[flows.Key]flows.Summary{},
		presences: map[flows.Key]map[string]journal.Presence{}, watchers: map[flows.Key]map[chan struct{}]bool{},
	}
}

func (s *memStore) Append(_ context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	body, err := flows.Encode(e.Event)
	if err != nil {
		return journal.Outcome{Err: err}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.entries[key]
	known := slices.ContainsFunc(list, func(o stored) bool { return o.ID == e.ID })
	other := e.After != "" && len(list) > 0 && list[len(list)-1].ID != e.After
	if known || other || e.Seq != uint64(len(list))+1 {
		return journal.Outcome{Result: journal.Conflict, Err: errors.New("taken")}
	}
	if r := sum.Release; r != nil && !r.IsShared && s.hasOtherUse(key, r.SHA256) {
		return journal.Outcome{Result: journal.OtherApplicant, Err: errors.New("another applicant's")}
	}
	e.Event = nil
	s.entries[key], s.rows[key] = append(list, stored{e, body}), sum
	s.tick(key)
	return journal.Outcome{Result: journal.Done}
}

// hasOtherUse reports whether another applicant of the service has the picture.
func (s *memStore) hasOtherUse(key flows.Key, hash flows.SHA256) bool {
	for other, row := range s.rows {
		isListed := slices.ContainsFunc(row.Pictures, func(p flows.SentPicture) bool { return p.SHA256 == hash })
		if isListed && other.Origin == key.Origin && other.Applicant != key.Applicant {
			return true
		}
	}
	return false
}

func (s *memStore) tick(key flows.Key) {
	for ch := range s.watchers[key] {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (s *memStore) Load(_ context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []flows.Entry
	for _, o := range s.entries[key] {
		if o.Seq <= after {
			continue
		}
		event, err := flows.Decode(o.body)
		if err != nil {
			return nil, err
		}
		o.Event = event
		list = append(list, o.Entry)
	}
	return list, nil
}

// purge removes a dossier as an administrator does. Nobody is told, and who had
// it open sleeps: they hear nothing until they look.
func (s *memStore) purge(key flows.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.entries, key)
	delete(s.rows, key)
	delete(s.presences, key)
	delete(s.watchers, key)
}

func (s *memStore) FindPicture(_ context.Context, origin string, hash flows.SHA256) ([]journal.PictureUse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []journal.PictureUse
	for key, row := range s.rows {
		for _, p := range row.Pictures {
			if key.Origin == origin && p.SHA256 == hash {
				list = append(list, journal.PictureUse{Key: key, Slot: p.Slot, State: p.State})
			}
		}
	}
	return list, nil
}

func (s *memStore) Watch(ctx context.Context, key flows.Key) <-chan struct{} {
	ch := make(chan struct{}, 1)
	ch <- struct{}{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watchers[key] == nil {
		s.watchers[key] = map[chan struct{}]bool{}
	}
	s.watchers[key][ch] = true
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers[key], ch)
		close(ch)
	})
	return ch
}

func (s *memStore) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.presences[key] == nil {
		s.presences[key] = map[string]journal.Presence{}
	}
	s.presences[key][p.Session] = p
	return ctx.Err()
}

func (s *memStore) Presences(ctx context.Context, key flows.Key) ([]journal.Presence, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []journal.Presence
	for _, p := range s.presences[key] {
		list = append(list, p)
	}
	return list, ctx.Err()
}

func (s *memStore) OpenDossiers(ctx context.Context, origin string, since time.Time) ([]journal.OpenDossier, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []journal.OpenDossier
	for key, all := range s.presences {
		for _, p := range all {
			if key.Origin == origin && p.At.After(since) {
				list = append(list, journal.OpenDossier{Applicant: key.Applicant, Presence: p})
			}
		}
	}
	return list, ctx.Err()
}

func (s *memStore) RemovePresence(_ context.Context, key flows.Key, session string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.presences[key], session)
	return nil
}

func (s *memStore) RecentDossiers(_ context.Context, origin string, _ int) ([]flows.Summary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []flows.Summary
	for key, row := range s.rows {
		if key.Origin == origin {
			row.Key = key
			list = append(list, row)
		}
	}
	return list, nil
}

func (s *memStore) FindDossiers(ctx context.Context, origin, _ string, limit int) ([]flows.Summary, error) {
	return s.RecentDossiers(ctx, origin, limit)
}

// VisitWork visits the entries dossier by dossier, after any position from the beginning.
func (s *memStore) VisitWork(ctx context.Context, after uint64, visit func(pos uint64, row flows.Summary, operator string) error) error {
	s.mu.Lock()
	var keys []flows.Key
	for key := range s.rows {
		keys = append(keys, key)
	}
	s.mu.Unlock()
	for _, key := range keys {
		entries, err := s.Load(ctx, key, 0)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := visit(after+e.Seq, flows.Summary{Key: key, Head: e.Seq, Updated: e.At}, e.Operator); err != nil {
				return err
			}
		}
	}
	return nil
}

// events are the names of a dossier's entries, oldest first.
func (s *memStore) events(key flows.Key) []string {
	var names []string
	entries, _ := s.Load(context.Background(), key, 0)
	for _, e := range entries {
		names = append(names, flows.EventName(e.Event))
	}
	return names
}

func (s *memStore) count(key flows.Key, name string) int {
	n := 0
	for _, e := range s.events(key) {
		if e == name {
			n++
		}
	}
	return n
}

// mortalStore is a store that a killed process used: from then on nothing of it
// reaches the journal, not even its farewell.
type mortalStore struct {
	*memStore
	dead atomic.Bool
}

var errDead = errors.New("the process is gone")

func (m *mortalStore) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	if m.dead.Load() {
		return journal.Outcome{Err: errDead}
	}
	return m.memStore.Append(ctx, key, e, s)
}

func (m *mortalStore) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if m.dead.Load() {
		return nil, errDead
	}
	return m.memStore.Load(ctx, key, after)
}

func (m *mortalStore) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	if m.dead.Load() {
		return errDead
	}
	return m.memStore.RecordPresence(ctx, key, p)
}

func (m *mortalStore) RemovePresence(ctx context.Context, key flows.Key, session string) error {
	if m.dead.Load() {
		return errDead
	}
	return m.memStore.RemovePresence(ctx, key, session)
}
