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
	"dossier/flows/journal/process"
	"dossier/flows/scope"
	"dossier/flows/startlist"
)

// Desks opens the desks of one session and keeps them: the operator may
// continue with the next applicant while pictures of the last are still being sent.
type Desks struct {
	cfg          Config
	list         *startlist.List
	ctx          context.Context
	stop         context.CancelFunc
	pollers      sync.WaitGroup // the calls of PollWaiting
	mu           sync.Mutex
	desks        map[string]*Desk
	left         map[string]bool // applicants whose desks were closed before
	sessions     map[string]bool // of this program
	closed       bool
	keyPressedAt atomic.Int64 // the operator's last key, nanoseconds since 1970; 0 for none
}

// NewStartList returns the list of a journal's dossiers, for the desks of all sessions.
func NewStartList(dossiers startlist.Source) *startlist.List {
	return startlist.NewList(listSource{dossiers})
}

// NewDesks returns desks that are made like cfg, which has no applicant yet.
func NewDesks(ctx context.Context, cfg Config, list *startlist.List) *Desks {
	o := &Desks{cfg: cfg, list: list, desks: map[string]*Desk{}, left: map[string]bool{}, sessions: map[string]bool{cfg.Session: true}}
	o.cfg = o.cfg.withDefaults()
	o.cfg.lastKeyPress = o.lastKeyPress
	o.ctx, o.stop = context.WithCancel(ctx)
	return o
}

// listSource is a journal as the start list reads it: damage that is met while the entries
// of one dossier are read says nothing of the others.
type listSource struct{ startlist.Source }

func (s listSource) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	entries, err := s.Source.Load(ctx, key, after)
	if errors.Is(err, journal.ErrDamaged) {
		err = flows.ErrDamaged
	}
	return entries, err
}

// NoteKeyPress notes that the operator pressed a key: others see how long ago.
func (ds *Desks) NoteKeyPress() { ds.keyPressedAt.Store(ds.cfg.Now().UnixNano()) }

func (ds *Desks) lastKeyPress() time.Time {
	if at := ds.keyPressedAt.Load(); at != 0 {
		return time.Unix(0, at).UTC()
	}
	return time.Time{}
}

// Journey is the dossier of an applicant whose desk is open here; false if none is.
func (ds *Desks) Journey(applicant string) (flows.Journey, bool) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	opened, ok := ds.desks[applicant]
	if !ok {
		return flows.Journey{}, false
	}
	return opened.Snapshot().Journey, true
}

// Open returns the desk of an applicant, opening it when it is not open, and again when
// nothing more is recorded there (Snapshot.IsStopped): its entries may be whole by now. A
// desk that is opened again is a session of its own, which takes over from the one before
// it as from any other: no request that one began is begun again. The reason is for a
// colleague's dossier; "" gives none. The error is that of the func Open.
func (ds *Desks) Open(applicant, reason string) (*Desk, error) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	former, isOpen := ds.desks[applicant]
	switch {
	case !isOpen && !ds.left[applicant]:
		return ds.openDeskLocked(applicant, ds.cfg.Session, reason)
	case !isOpen:
		return ds.openDeskLocked(applicant, ds.cfg.NewID(), reason)
	case former.Snapshot().IsStopped():
		former.Close()
		return ds.openDeskLocked(applicant, ds.cfg.NewID(), reason)
	}
	return former, nil
}

// openDeskLocked opens a desk under a session, with the lock held. After an error the one
// before it stays.
func (ds *Desks) openDeskLocked(applicant, session, reason string) (*Desk, error) {
	if ds.closed {
		return nil, context.Canceled
	}
	cfg := ds.cfg
	cfg.Key.Applicant, cfg.Session, cfg.OpenReason = applicant, session, reason
	ds.sessions[session] = true
	d, err := Open(ds.ctx, cfg)
	if err == nil {
		ds.desks[applicant] = d
	}
	return d, err
}

// Leave closes the desk of an applicant and waits for it: nobody is at the dossier any more,
// and the others see that. It is for a desk that does nothing.
func (ds *Desks) Leave(applicant string) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d, ok := ds.desks[applicant]; ok {
		delete(ds.desks, applicant)
		ds.left[applicant] = true
		d.Close()
	}
}

// AnyReleased reports whether the service may have a picture of a dossier that is open here,
// sent now or before.
func (ds *Desks) AnyReleased() bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, d := range ds.desks {
		if d.Snapshot().Journey.AnyReleased() {
			return true
		}
	}
	return false
}

// startListLimit is how many dossiers the start list offers.
const startListLimit = 200

// Dossiers lists the operator's own work, newest first; with a needle, every dossier of it
// whose applicant ID holds it. What a row says follows from the verified entries. Without a
// limited scope it is all work.
func (ds *Desks) Dossiers(ctx context.Context, needle string) ([]flows.Summary, error) {
	return ds.list.Dossiers(ctx, ds.query(ds.cfg.Scope.Own(), needle))
}

func (ds *Desks) query(s scope.Scope, needle string) startlist.Query {
	return startlist.Query{Origin: ds.cfg.Key.Origin, Scope: s, Needle: needle, Limit: startListLimit}
}

// OpenElsewhere says which of the operator's dossiers another session has open: that session
// by applicant. Somebody who only looks at a dossier that another holds does not have it open.
// Who holds what is as Dossiers read it last.
func (ds *Desks) OpenElsewhere(ctx context.Context) (map[string]Elsewhere, error) {
	sessions, err := ds.liveSessions(ctx)
	open := map[string]Elsewhere{}
	for _, o := range sessions {
		_, known := open[o.Applicant]
		if !known && !ds.isOwn(o.Session) && !ds.isLooking(o) && ds.list.IsListed(ds.keyOf(o.Applicant), ds.cfg.Scope.Own()) {
			open[o.Applicant] = Elsewhere{o.Operator, o.Host, o.PID}
		}
	}
	return open, err
}

// isLooking reports whether a session has a dossier open that another holds. A dossier without
// an entry has no holder yet.
func (ds *Desks) isLooking(o journal.OpenDossier) bool {
	holder, known := ds.list.Holder(ds.keyOf(o.Applicant))
	return known && holder.Session != o.Session
}

// liveSessions are the sessions of all operators that have a dossier open.
func (ds *Desks) liveSessions(ctx context.Context) ([]journal.OpenDossier, error) {
	now := ds.cfg.Now()
	list, err := ds.cfg.Presences.OpenDossiers(ctx, ds.cfg.Key.Origin, now.Add(-journal.GoneAfter))
	return slices.DeleteFunc(list, func(o journal.OpenDossier) bool { return o.IsGone(now, ds.cfg.Self.Host, process.IsAlive) }), err
}

func (ds *Desks) keyOf(applicant string) flows.Key {
	return flows.Key{Origin: ds.cfg.Key.Origin, Applicant: applicant}
}

// isOwn reports whether a session is one of this program's.
func (ds *Desks) isOwn(session string) bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.sessions[session]
}

// WasSentForOther reports whether a picture was sent for another applicant.
func (ds *Desks) WasSentForOther(ctx context.Context, applicant string, hash flows.SHA256) (bool, error) {
	d, err := ds.deskFor(applicant)
	if err != nil {
		return false, err
	}
	return d.WasSentForOther(ctx, hash)
}

// deskFor is Open for a question: a desk that records nothing more stays as it is.
func (ds *Desks) deskFor(applicant string) (*Desk, error) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d, ok := ds.desks[applicant]; ok {
		return d, nil
	}
	return ds.openDeskLocked(applicant, ds.cfg.Session, "")
}

// waitingPollInterval is the pause between two questions about dossiers that wait and
// are not open: one call in all, because the service's rate limit is shared.
const waitingPollInterval = 15 * time.Second

// PollWaiting asks after the waiting dossiers of the start list, one at a time in
// turn, until ctx ends or the desks close. A change is journaled, as an open
// desk would. The sessions of one operator share the turns.
func (ds *Desks) PollWaiting(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ds.ctx, stop)()
	if !ds.addPoller() {
		return
	}
	defer ds.pollers.Done()
	defer ds.cfg.recoverPanic()
	turns := ds.list.Turns(ds.cfg.Key.Origin, ds.cfg.Scope.Operator)
	for sleepContext(ctx, waitingPollInterval) == nil {
		if !turns.Take(ds.cfg.Now(), waitingPollInterval) {
			continue
		}
		rows, err := ds.Dossiers(ctx, "")
		if err != nil {
			continue
		}
		if applicant, ok := turns.Next(ds.waitingApplicants(rows)); ok {
			ds.pollApplicant(ctx, applicant)
		}
	}
}

// addPoller counts a poller, unless the desks are closed.
func (ds *Desks) addPoller() bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if !ds.closed {
		ds.pollers.Add(1)
	}
	return !ds.closed
}

// waitingApplicants are those of the waiting dossiers that are not open here.
func (ds *Desks) waitingApplicants(rows []flows.Summary) (list []string) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, r := range rows {
		if _, open := ds.desks[r.Key.Applicant]; !open && r.Group == flows.GroupWaiting {
			list = append(list, r.Key.Applicant)
		}
	}
	return list
}

// addSession notes a session of this program, until the returned func is called.
func (ds *Desks) addSession(session string) (end func()) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.sessions[session] = true
	return func() {
		ds.mu.Lock()
		defer ds.mu.Unlock()
		delete(ds.sessions, session)
	}
}

// pollApplicant opens a desk, under a session of its own, for one question.
func (ds *Desks) pollApplicant(ctx context.Context, applicant string) {
	cfg := ds.cfg
	cfg.Key.Applicant, cfg.Session, cfg.statusOnly = applicant, ds.cfg.NewID(), true
	defer ds.addSession(cfg.Session)()
	d, err := Open(ctx, cfg)
	if err != nil {
		return
	}
	defer d.Close()
	changed := d.Subscribe()
	limit, cancel := context.WithTimeout(ctx, waitingPollInterval)
	defer cancel()
	for !d.Snapshot().ApplicantFetched {
		select {
		case <-changed:
		case <-limit.Done():
			return
		}
	}
}

// Close closes every desk and waits for them, and for the pollers.
func (ds *Desks) Close() {
	ds.mu.Lock()
	ds.closed = true
	desks := ds.desks
	ds.desks = map[string]*Desk{}
	ds.mu.Unlock()
	ds.stop()
	var all sync.WaitGroup
	for _, d := range desks {
		all.Go(d.Close)
	}
	all.Wait()
	ds.pollers.Wait()
}
