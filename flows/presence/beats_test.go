package presence

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// fakeStore keeps what was recorded last, and counts.
type fakeStore struct {
	mu            sync.Mutex
	rows          map[string]journal.DossierPresence // by session
	writes, looks int
	err           error
	hold          chan struct{} // a write waits for it; nil: none does
	begun         chan struct{}
}

func newFakeStore() *fakeStore { return &fakeStore{rows: map[string]journal.DossierPresence{}} }

func (s *fakeStore) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	return s.RecordPresences(ctx, []journal.DossierPresence{{Key: key, Presence: p}})
}

func (s *fakeStore) RecordPresences(_ context.Context, list []journal.DossierPresence) error {
	if s.hold != nil {
		s.begun <- struct{}{}
		<-s.hold
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	for _, p := range list {
		s.rows[p.Session] = p
	}
	return s.err
}

func (s *fakeStore) OpenDossiers(_ context.Context, origin string, since time.Time) ([]journal.OpenDossier, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	var list []journal.OpenDossier
	for _, p := range s.rows {
		if p.Key.Origin == origin && p.At.After(since) {
			list = append(list, journal.OpenDossier{Applicant: p.Key.Applicant, Presence: p.Presence})
		}
	}
	return list, nil
}

// counts are how many writes and looks there were.
func (s *fakeStore) counts() (writes, looks int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes, s.looks
}

// fail has writes fail from now on; nil: no more.
func (s *fakeStore) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// scene has members who note whom they were told of.
type scene struct {
	store  *fakeStore
	beats  *Beats
	mu     sync.Mutex
	told   map[string][]string // the sessions, by the member who was told
	beaten int                 // calls after a beat
}

func newScene() *scene {
	store := newFakeStore()
	return &scene{store: store, beats: NewBeats(store, time.Now), told: map[string][]string{}}
}

func (s *scene) join(ctx context.Context, session, applicant string) (leave func()) {
	return s.beats.Join(ctx, Member{
		Key: flows.Key{Origin: "https://personr.test", Applicant: applicant}, Session: session,
		Own: func() journal.Presence { return journal.Presence{Session: session, Host: "here", At: time.Now()} },
		AfterBeat: func(others []journal.Presence, known bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.beaten++
			if !known {
				return
			}
			s.told[session] = []string{}
			for _, o := range others {
				s.told[session] = append(s.told[session], o.Session)
			}
		},
	})
}

func (s *scene) toldTo(session string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told[session]
}

// However many sessions there are, a beat is one write and one look, and each session is told
// of the others at its dossier alone.
func TestABeatIsOneWriteAndOneLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene()
		const noProcess = 1 << 30 // above the largest that Linux gives
		s.store.rows["gone"] = journal.DossierPresence{
			Key:      flows.Key{Origin: "https://personr.test", Applicant: "2x2"},
			Presence: journal.Presence{Session: "gone", Host: "here", PID: noProcess, At: time.Now()},
		}
		for _, m := range [][2]string{{"a", "1x1"}, {"b", "1x1"}, {"c", "2x2"}} {
			defer s.join(t.Context(), m[0], m[1])()
		}
		time.Sleep(Interval + time.Second)
		if writes, looks := s.store.counts(); writes != 1 || looks != 1 {
			t.Errorf("%d writes, %d looks", writes, looks)
		}
		for session, want := range map[string][]string{"a": {"b"}, "b": {"a"}, "c": {}} {
			if got := s.toldTo(session); got == nil || !slices.Equal(got, want) {
				t.Errorf("%s was told of %q, want %q", session, got, want)
			}
		}
	})
}

// A session that left gives no sign of life any more, also when a beat was under way; without
// members nothing runs, and later ones begin again.
func TestWhoLeftGivesNoSignOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene()
		s.store.hold, s.store.begun = make(chan struct{}), make(chan struct{}, 10)
		leave := s.join(t.Context(), "a", "1x1")
		<-s.store.begun
		left := make(chan struct{})
		go func() { leave(); close(left) }()
		synctest.Wait()
		select {
		case <-left:
			t.Error("it left while its sign of life was on its way")
		default:
		}
		close(s.store.hold)
		<-left
		time.Sleep(time.Hour)
		if writes, _ := s.store.counts(); writes != 1 {
			t.Errorf("%d writes", writes)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s.join(ctx, "b", "1x1")
		time.Sleep(Interval + time.Second)
		cancel()
		time.Sleep(time.Hour)
		if writes, _ := s.store.counts(); writes != 2 {
			t.Errorf("%d writes after a later member", writes)
		}
	})
}

// A journal that fails says nothing of the others, and the next beat tries again.
func TestABeatThatFailsTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene()
		s.store.fail(errors.New("no journal"))
		defer s.join(t.Context(), "a", "1x1")()
		time.Sleep(2*Interval + time.Second)
		if writes, _ := s.store.counts(); s.toldTo("a") != nil || writes != 2 || s.beaten != 2 {
			t.Errorf("told of %q after %d writes and %d beats", s.toldTo("a"), writes, s.beaten)
		}
		s.store.fail(nil)
		if time.Sleep(Interval); s.toldTo("a") == nil {
			t.Error("nothing was told after the journal came back")
		}
	})
}
