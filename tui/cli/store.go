package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/presence"
	"dossier/flows/scope"
	"dossier/flows/startlist"
	"dossier/personr"
	"dossier/tui/settings"
)

// Store is an open journal with what writes its heads down. The desks of several
// sessions may share it.
type Store struct {
	setup   Setup
	journal *journal.Journal
	heads   *HeadWriter
	list    *startlist.List // of all sessions
	beats   *presence.Beats // of all sessions

	noteAppend func(flows.Event, journal.Outcome, time.Duration) // nil: nobody asks

	mu      sync.Mutex
	clients map[string]*personr.Client // of other tokens, by the path of the file
}

// OpenStore opens the journal. Heads are written down until Close, or until ctx ends.
func (s Setup) OpenStore(ctx context.Context) (*Store, error) {
	opened, err := journal.Open(ctx, s.Journal, s.Keys, s.RecentHeads...)
	if err != nil {
		return nil, JournalProblem(err)
	}
	return &Store{setup: s, journal: opened, heads: StartHeadWriter(ctx, opened, s.HeadsPlace), list: desk.NewStartList(opened), beats: presence.NewBeats(opened, time.Now), clients: map[string]*personr.Client{}}, nil
}

// SessionConfig is whose session opens desks.
type SessionConfig struct {
	Operator  string      // for the record
	TokenFile string      // takes the place of the common token; "": that one
	Scope     scope.Scope // what the operator may look into
	OnPanic   func()      // is called when a fault of the program was caught in a desk, to end the session; nil: none is caught
}

// OwnProcess is this process, as the sessions of others see it.
func OwnProcess() settings.Process {
	own := journal.OwnPresence()
	return settings.Process{Host: own.Host, PID: own.PID}
}

// OpenDesks opens the desks of one session, and a store for its pictures. The desks end with
// the context; the caller closes both.
func (t *Store) OpenDesks(ctx context.Context, who SessionConfig) (*desk.Desks, *desk.Pictures, error) {
	client, err := t.clientFor(who.TokenFile)
	if err != nil {
		return nil, nil, err
	}
	s, pictures := t.setup, desk.NewPictures()
	return desk.NewDesks(ctx, desk.Config{
		Key: flows.Key{Origin: client.Origin()}, Store: t.deskStore(), Presences: t.journal, Beats: t.beats, Service: client, Pictures: pictures,
		Session: rand.Text(), Operator: who.Operator, Scope: who.Scope, Connection: s.Connection, Self: journal.OwnPresence(), TakeBackDelay: s.Hold, CloseTimeout: s.closeLimit, PollDelay: s.Poll, NewID: rand.Text, Resume: client.Resume, OnPanic: who.OnPanic,
	}, t.list), pictures, nil
}

// ObserveAppends calls note for each append of the desks that are opened from now on, with
// how long it took. note may be called from several goroutines.
func (t *Store) ObserveAppends(note func(flows.Event, journal.Outcome, time.Duration)) {
	t.noteAppend = note
}

// deskStore is the journal as the desks see it.
func (t *Store) deskStore() desk.Store {
	if t.noteAppend == nil {
		return t.journal
	}
	return observedJournal{t.journal, t.noteAppend}
}

// observedJournal is a journal whose appends are noted.
type observedJournal struct {
	*journal.Journal
	note func(flows.Event, journal.Outcome, time.Duration)
}

func (o observedJournal) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	began := time.Now()
	outcome := o.Journal.Append(ctx, key, e, s)
	o.note(e.Event, outcome, time.Since(began))
	return outcome
}

// Check returns nil while the journal answers.
func (t *Store) Check(ctx context.Context) error {
	_, err := t.journal.OpenDossiers(ctx, t.setup.Client.Origin(), time.Now())
	return err
}

// clientFor is the one client of a token: what the service says of the token counts for all
// sessions that use it.
func (t *Store) clientFor(tokenFile string) (*personr.Client, error) {
	if tokenFile == "" {
		return t.setup.Client, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if client := t.clients[tokenFile]; client != nil {
		return client, nil
	}
	token, err := readTokenFile(tokenFile, "the token file of your group")
	if err != nil {
		return nil, err
	}
	client, err := t.setup.newClient(token)
	if err == nil {
		t.clients[tokenFile] = client
	}
	return client, err
}

// MayLook reports whether a scope allows to look into a dossier at any time: one's own, or a
// lead's. One that is not as it was written goes by the entries before the fault.
func (t *Store) MayLook(ctx context.Context, s scope.Scope, key flows.Key) (bool, error) {
	entries, err := t.journal.Load(ctx, key, 0)
	if _, damaged := errors.AsType[*chain.EntryFault](err); err != nil && !damaged {
		return false, err
	}
	return s.Access(startlist.OperatorsOf(entries), false) >= scope.MayLook, nil
}

// Journal is the open journal.
func (t *Store) Journal() *journal.Journal { return t.journal }

// Close closes the journal. The desks on it must be closed before.
func (t *Store) Close() {
	if err := t.heads.Close(); err != nil && t.setup.Env.Err != nil {
		fmt.Fprintln(t.setup.Env.Err, "dossier:", err)
	}
	_ = t.journal.Close()
}

// Runtime is an open journal with the desks of one session on it.
type Runtime struct {
	Desks     *desk.Desks
	Pictures  *desk.Pictures
	Close     func()
	Presences func(context.Context, flows.Key) ([]journal.Presence, error) // who has a dossier open
}

// Open opens the journal and the desks on it, which end with the context.
func (s Setup) Open(ctx context.Context) (Runtime, error) {
	store, err := s.OpenStore(ctx)
	if err != nil {
		return Runtime{}, err
	}
	desks, pictures, err := store.OpenDesks(ctx, SessionConfig{Operator: s.Operator, OnPanic: faultHandler(ctx)})
	if err != nil {
		store.Close()
		return Runtime{}, err
	}
	return Runtime{desks, pictures, func() {
		desks.Close()
		pictures.Close()
		store.Close()
	}, store.journal.Presences}, nil
}

// wizardCloseLimit lets a wizard end within a second of the key that leaves it, and still
// record what became of a released picture.
const wizardCloseLimit = 450 * time.Millisecond

// OpenDesks is Open for a wizard, which learns from its desk who else has a dossier open,
// and which an operator waits for.
func (s Setup) OpenDesks(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
	s.closeLimit = wizardCloseLimit
	r, err := s.Open(ctx)
	return r.Desks, r.Pictures, func() {
		if s.sent != nil {
			s.sent.Store(r.Desks.AnyReleased())
		}
		r.Close()
	}, err
}
