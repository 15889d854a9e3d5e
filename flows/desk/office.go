package desk

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

// Dossier is a row of the start list.
type Dossier = journal.Summary

// List is the part of the journal that lists dossiers.
type List interface {
	Start(ctx context.Context, origin string, limit int) ([]Dossier, error)
	Find(ctx context.Context, origin, needle string, limit int) ([]Dossier, error)
}

// Office opens the desks of one session and keeps them: a person may go on to
// the next applicant while pictures of the last are still on their way.
type Office struct {
	cfg   Config
	list  List
	ctx   context.Context
	stop  context.CancelFunc
	walks sync.WaitGroup // patrols
	mu    sync.Mutex
	desks map[string]*Desk
	shut  bool
	typed atomic.Int64 // the person's last key, nanoseconds since 1970; 0 for none
}

// NewOffice returns an office whose desks are made like cfg, which has no
// applicant yet.
func NewOffice(ctx context.Context, cfg Config, list List) *Office {
	o := &Office{cfg: cfg, list: list, desks: map[string]*Desk{}}
	o.cfg = o.cfg.withDefaults()
	o.cfg.typed = o.lastKey
	o.ctx, o.stop = context.WithCancel(ctx)
	return o
}

// Typed says that a person pressed a key: the others see how long ago.
func (o *Office) Typed() { o.typed.Store(o.cfg.Now().UnixNano()) }

func (o *Office) lastKey() time.Time {
	if at := o.typed.Load(); at != 0 {
		return time.Unix(0, at).UTC()
	}
	return time.Time{}
}

// Open returns the desk of an applicant, opening it when it is not open, and
// anew when its dossier was removed from the journal.
func (o *Office) Open(applicant string) (*Desk, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if d, ok := o.desks[applicant]; ok && d.Snapshot().Removed {
		d.Close()
		delete(o.desks, applicant)
	}
	return o.openDesk(applicant)
}

// openDesk is called with the lock held.
func (o *Office) openDesk(applicant string) (*Desk, error) {
	if o.shut {
		return nil, context.Canceled
	}
	if d, ok := o.desks[applicant]; ok {
		return d, nil
	}
	cfg := o.cfg
	cfg.Key.Applicant = applicant
	d, err := Open(o.ctx, cfg)
	if err == nil {
		o.desks[applicant] = d
	}
	return d, err
}

// startRows is how many dossiers the start list offers.
const startRows = 200

// Dossiers lists open work, newest first; with a needle, every dossier whose
// applicant ID holds it.
func (o *Office) Dossiers(ctx context.Context, needle string) ([]Dossier, error) {
	if needle != "" {
		return o.list.Find(ctx, o.cfg.Key.Origin, needle, startRows)
	}
	return o.list.Start(ctx, o.cfg.Key.Origin, startRows)
}

// MetElsewhere reports whether a picture was sent for another applicant.
func (o *Office) MetElsewhere(ctx context.Context, applicant string, hash flows.SHA256) (bool, error) {
	d, err := o.asked(applicant)
	if err != nil {
		return false, err
	}
	return d.MetElsewhere(ctx, hash)
}

// asked is a desk that is only asked: whoever looks at it keeps it.
func (o *Office) asked(applicant string) (*Desk, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.openDesk(applicant)
}

// patrolEvery is the pause between two questions about dossiers that wait and
// are not open: one call in all, because the service's rate limit is shared.
const patrolEvery = 15 * time.Second

// Patrol asks after the waiting dossiers of the start list, one at a time in
// turn, until ctx ends or the office closes. A change is journaled, as an open
// desk would.
func (o *Office) Patrol(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(o.ctx, stop)()
	if !o.enter() {
		return
	}
	defer o.walks.Done()
	defer o.cfg.caught()
	asked := map[string]int{}
	for turn := 1; pause(ctx, patrolEvery) == nil; turn++ {
		rows, err := o.Dossiers(ctx, "")
		if err != nil {
			continue
		}
		if applicant, ok := o.nextWaiting(rows, asked); ok {
			asked[applicant] = turn
			o.askAfter(ctx, applicant)
		}
	}
}

// enter counts a patrol, unless the office is closed.
func (o *Office) enter() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.shut {
		o.walks.Add(1)
	}
	return !o.shut
}

// nextWaiting is the waiting dossier that was asked about longest ago.
func (o *Office) nextWaiting(rows []Dossier, asked map[string]int) (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	next, found := "", false
	for _, r := range rows {
		applicant := r.Key.Applicant
		if _, open := o.desks[applicant]; open || r.Group != Waiting {
			continue
		}
		if !found || asked[applicant] < asked[next] {
			next, found = applicant, true
		}
	}
	return next, found
}

// askAfter opens a brief desk, under a session of its own, for one question.
func (o *Office) askAfter(ctx context.Context, applicant string) {
	cfg := o.cfg
	cfg.Key.Applicant, cfg.Session, cfg.brief = applicant, o.cfg.NewID(), true
	d, err := Open(ctx, cfg)
	if err != nil {
		return
	}
	defer d.Close()
	changed := d.Changed()
	limit, cancel := context.WithTimeout(ctx, patrolEvery)
	defer cancel()
	for !d.Snapshot().Greeted {
		select {
		case <-changed:
		case <-limit.Done():
			return
		}
	}
}

// Close closes every desk and waits for them, and for the patrols.
func (o *Office) Close() {
	o.mu.Lock()
	o.shut = true
	desks := o.desks
	o.desks = map[string]*Desk{}
	o.mu.Unlock()
	o.stop()
	var all sync.WaitGroup
	for _, d := range desks {
		all.Go(d.Close)
	}
	all.Wait()
	o.walks.Wait()
}
