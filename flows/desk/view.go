package desk

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

// Snapshot is the state at one instant. It is a value that nobody changes.
type Snapshot struct {
	Journey flows.Journey
	Session string
	Holding bool // this session may choose and send
	Others  []journal.Presence
	Sends   map[flows.Attempt]Send
	Person  Person // in memory only, never recorded
	Known   bool   // Person is set
	Reach   Reach
	Notices []Notice // the latest, oldest first
	Raw     map[flows.Attempt]flows.Foreign
	Pending int  // answers that could not be recorded yet
	Damaged bool // the journal of this dossier can not be read
	Removed bool // this dossier is not in the journal any more
	Lost    int  // what became of that many requests that had left could not be recorded, and will not be
	Away    bool // the journal can not be read or written just now
	Greeted bool // the service was asked about the applicant
	Ended   bool // the desk has closed
}

// Send is a request under way, in bytes of the file.
type Send struct {
	Sent, Total int64
	HeldUntil   time.Time // until then it can be taken back
}

// Person is whom the dossier is about, as the service says.
type Person struct{ First, Last, Flow flows.Foreign }

// Reach is what is known of the service.
type Reach struct {
	Asked bool
	OK    bool
	Cause flows.Cause // why not
	Delay time.Duration
}

// Notice is something worth a word. IDs grow, so that a watcher who sees only
// the newest snapshot misses none.
type Notice struct {
	ID   int
	Text string // our own words
	Bad  bool
	By   []string // the operators it speaks of, if any: foreign text
	// Taken is who took the dossier over, when and why: foreign text, and set
	// only when that is what the notice says.
	Taken flows.Holder
}

// noticesKept bounds the list in a snapshot.
const noticesKept = 20

// view is what the desk shows. It has its own lock, because requests, polls
// and heartbeats report from their own goroutines.
type view struct {
	mu       sync.Mutex
	snap     Snapshot
	running  map[flows.Attempt]*send
	watchers map[chan struct{}]bool
	notices  int
	shown    shown
	stirred  *time.Timer // tells of bytes that moved; nil when none did
}

// shown is what decides whether a snapshot differs from the one before: with
// the head goes the whole journey.
type shown struct {
	head                   uint64
	fault                  error
	greeted, holding, away bool
	pending, running, lost int
	set                    bool // tells the first one from none
}

// Snapshot returns the state now.
func (d *Desk) Snapshot() Snapshot {
	v := &d.view
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.snap
	s.Sends = map[flows.Attempt]Send{}
	for n, r := range v.running {
		s.Sends[n] = Send{r.sent.Load(), r.total, r.heldUntil}
	}
	return s
}

// Changed returns a channel that ticks after a change; ticks that nobody has
// taken yet are one. Forget ends it.
func (d *Desk) Changed() chan struct{} {
	ch := make(chan struct{}, 1)
	v := &d.view
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.watchers == nil {
		v.watchers = map[chan struct{}]bool{}
	}
	v.watchers[ch] = true
	ch <- struct{}{}
	return ch
}

// Forget stops telling a watcher.
func (d *Desk) Forget(ch chan struct{}) {
	d.view.mu.Lock()
	defer d.view.mu.Unlock()
	delete(d.view.watchers, ch)
}

// publish makes the desk's state the one that Snapshot returns. Watchers hear
// of it only when something is new, so an idle desk wakes nobody.
func (d *Desk) publish() {
	now := shown{
		d.journey.Head(), d.fault, d.greeted, d.holding(), d.outage != nil, len(d.pending), len(d.running), d.unrecorded, true,
	}
	if d.view.shown == now {
		return
	}
	d.view.shown = now
	d.view.change(func(s *Snapshot) {
		s.Journey, s.Session, s.Holding = d.journey, d.cfg.Session, d.holding()
		s.Pending, s.Lost, s.Greeted = len(d.pending), d.unrecorded, d.greeted
		s.Removed = errors.Is(d.fault, ErrRemoved)
		s.Damaged = d.fault != nil && !s.Removed
		s.Away = d.outage != nil
		d.view.running = maps.Clone(d.running)
	})
}

func (v *view) change(f func(*Snapshot)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f(&v.snap)
	v.tick()
}

// tick is called with the lock held.
func (v *view) tick() {
	for ch := range v.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// stirEvery is the least time between two words about bytes that moved.
const stirEvery = 100 * time.Millisecond

// stir says that bytes have moved. However many times it is called, watchers
// hear of it every stirEvery, and of the last one too.
func (v *view) stir() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stirred != nil || v.snap.Ended {
		return
	}
	v.stirred = time.AfterFunc(stirEvery, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.stirred = nil
		v.tick()
	})
}

func (v *view) close() {
	v.change(func(s *Snapshot) { s.Ended = true })
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stirred != nil {
		v.stirred.Stop()
	}
}

func (v *view) know(p Person) { v.change(func(s *Snapshot) { s.Person, s.Known = p, true }) }

func (v *view) reach(r Reach) { v.change(func(s *Snapshot) { s.Reach = r }) }

func (v *view) meet(others []journal.Presence) { v.change(func(s *Snapshot) { s.Others = others }) }

// checkSent is when the latest check was released; zero when none was.
func (v *view) checkSent() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.snap.Journey.Check().SentAt
}

// doing says for the others' screens what is on its way: a verb, and the slot
// at its end. While a send is held back nothing counts as sent.
func (v *view) doing(now time.Time) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.snap.Holding {
		return ""
	}
	for _, l := range v.snap.Journey.Lines() {
		switch l.State {
		case flows.Sending:
			if s := v.running[l.Attempt.N]; s == nil || s.heldUntil.After(now) {
				return "about to send " + l.Slot.String()
			}
			return "sending " + l.Slot.String()
		case flows.Awaiting:
			return "waiting for the answer on " + l.Slot.String()
		}
	}
	return ""
}

// keepRaw keeps an answer's elements as they came, for reading; in memory only.
func (v *view) keepRaw(n flows.Attempt, o personr.Outcome) {
	raw := rawText(o)
	if raw == "" {
		return
	}
	v.change(func(s *Snapshot) {
		s.Raw = maps.Clone(s.Raw)
		if s.Raw == nil {
			s.Raw = map[flows.Attempt]flows.Foreign{}
		}
		s.Raw[n] = flows.Untrusted(raw)
	})
}

// notice tells the person something.
func (d *Desk) notice(text string, bad bool) { d.noticeBy(text, bad, nil) }

// noticeBy is notice about what others did.
func (d *Desk) noticeBy(text string, bad bool, by []string) {
	d.tell(Notice{Text: text, Bad: bad, By: by})
}

// tell gives a notice its number and its time.
func (d *Desk) tell(n Notice) {
	d.view.change(func(s *Snapshot) {
		d.view.notices++
		n.ID = d.view.notices
		s.Notices = append(slices.Clone(s.Notices), n)
		if len(s.Notices) > noticesKept {
			s.Notices = s.Notices[1:]
		}
	})
}
