package desk

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/journal"
	"dossier/personr"
)

// Snapshot is the state at one instant. It is a value that nobody changes.
type Snapshot struct {
	Journey          flows.Journey
	Session          string
	IsHolder         bool // this session may choose and send
	Others           []journal.Presence
	Sends            map[flows.AttemptNumber]flows.SendProgress
	Applicant        Applicant // in memory only, never recorded
	ApplicantKnown   bool      // Person is set
	Reachability     flows.Reachability
	Notices          []Notice // the latest, oldest first
	RawAnswers       map[flows.AttemptNumber]foreign.Text
	Pending          int  // answers that could not be recorded yet
	Damaged          bool // the journal of this dossier can not be read
	Removed          bool // this dossier is not in the journal any more
	LostOutcomes     int  // what became of that many requests that had left could not be recorded, and will not be
	InOutage         bool // the journal can not be read or written just now
	ApplicantFetched bool // the service was asked about the applicant
	Ended            bool // the desk has closed
}

// Applicant is whom the dossier is about, as the service says.
type Applicant struct{ First, Last, Flow foreign.Text }

// Notice is something worth a word. IDs grow, so that a watcher who sees only
// the newest snapshot misses none.
type Notice struct {
	ID        int
	Text      string // our own words
	IsProblem bool
	Operators []string // the operators it speaks of, if any: foreign text
	// TakenOverBy is who took the dossier over, when and why: foreign text, and set
	// only when that is what the notice says.
	TakenOverBy flows.Holder
}

// maxNotices bounds the list in a snapshot.
const maxNotices = 20

// view is what the desk shows. It has its own lock, because requests, polls
// and heartbeats report from their own goroutines.
type view struct {
	mu            sync.Mutex
	snapshot      Snapshot
	running       map[flows.AttemptNumber]*activeSend
	subscribers   map[chan struct{}]bool
	lastNoticeID  int
	published     publishedState
	progressTimer *time.Timer // tells of bytes that moved; nil when none did
}

// publishedState is what decides whether a snapshot differs from the one before: with
// the head goes the whole journey.
type publishedState struct {
	head                                 uint64
	permanentErr                         error
	applicantFetched, isHolder, inOutage bool
	pending, running, lostOutcomes       int
	isSet                                bool // tells the first one from none
}

// Snapshot returns the state now.
func (d *Desk) Snapshot() Snapshot {
	v := &d.view
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.snapshot
	s.Sends = map[flows.AttemptNumber]flows.SendProgress{}
	for n, r := range v.running {
		s.Sends[n] = flows.SendProgress{Sent: r.sent.Load(), Total: r.total, TakeBackUntil: r.takeBackUntil}
	}
	return s
}

// Subscribe returns a channel that ticks after a change; ticks that nobody has
// taken yet are one. Forget ends it.
func (d *Desk) Subscribe() chan struct{} {
	ch := make(chan struct{}, 1)
	v := &d.view
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.subscribers == nil {
		v.subscribers = map[chan struct{}]bool{}
	}
	v.subscribers[ch] = true
	ch <- struct{}{}
	return ch
}

// Unsubscribe stops telling a watcher.
func (d *Desk) Unsubscribe(ch chan struct{}) {
	d.view.mu.Lock()
	defer d.view.mu.Unlock()
	delete(d.view.subscribers, ch)
}

// publishSnapshot makes the desk's state the one that Snapshot returns. Watchers hear
// of it only when something is new, so an idle desk wakes nobody.
func (d *Desk) publishSnapshot() {
	now := publishedState{
		d.journey.Head(), d.permanentErr, d.applicantFetched, d.isHolder(), d.outage != nil, len(d.pending), len(d.running), d.lostOutcomes, true,
	}
	if d.view.published == now {
		return
	}
	d.view.published = now
	d.view.updateSnapshot(func(s *Snapshot) {
		s.Journey, s.Session, s.IsHolder = d.journey, d.cfg.Session, d.isHolder()
		s.Pending, s.LostOutcomes, s.ApplicantFetched = len(d.pending), d.lostOutcomes, d.applicantFetched
		s.Removed = errors.Is(d.permanentErr, ErrRemoved)
		s.Damaged = d.permanentErr != nil && !s.Removed
		s.InOutage = d.outage != nil
		d.view.running = maps.Clone(d.running)
	})
}

func (v *view) updateSnapshot(f func(*Snapshot)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f(&v.snapshot)
	v.notifySubscribers()
}

// notifySubscribers is called with the lock held.
func (v *view) notifySubscribers() {
	for ch := range v.subscribers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// progressInterval is the least time between two words about bytes that moved.
const progressInterval = 100 * time.Millisecond

// notifyProgress says that bytes have moved. However many times it is called, watchers
// hear of it every progressInterval, and of the last one too.
func (v *view) notifyProgress() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.progressTimer != nil || v.snapshot.Ended {
		return
	}
	v.progressTimer = time.AfterFunc(progressInterval, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.progressTimer = nil
		v.notifySubscribers()
	})
}

func (v *view) markEnded() {
	v.updateSnapshot(func(s *Snapshot) { s.Ended = true })
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.progressTimer != nil {
		v.progressTimer.Stop()
	}
}

func (v *view) setApplicant(p Applicant) {
	v.updateSnapshot(func(s *Snapshot) { s.Applicant, s.ApplicantKnown = p, true })
}

func (v *view) setReachability(r flows.Reachability) {
	v.updateSnapshot(func(s *Snapshot) { s.Reachability = r })
}

func (v *view) setOthers(others []journal.Presence) {
	v.updateSnapshot(func(s *Snapshot) { s.Others = others })
}

// checkSentAt is when the latest check was released; zero when none was.
func (v *view) checkSentAt() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.snapshot.Journey.Check().SentAt
}

// activityText says for the others' screens what is on its way: a verb, and the slot
// at its end. While a send is held back nothing counts as sent.
func (v *view) activityText(now time.Time) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.snapshot.IsHolder {
		return ""
	}
	for _, l := range v.snapshot.Journey.Lines() {
		switch l.State {
		case flows.Sending:
			if s := v.running[l.Attempt.Number]; s == nil || s.takeBackUntil.After(now) {
				return "about to send " + l.Slot.String()
			}
			return "sending " + l.Slot.String()
		case flows.Awaiting:
			return "waiting for the answer on " + l.Slot.String()
		}
	}
	return ""
}

// keepRawAnswer keeps an answer's elements as they came, for reading; in memory only.
func (v *view) keepRawAnswer(n flows.AttemptNumber, o personr.UploadOutcome) {
	raw := rawAnswerText(o)
	if raw.Empty() {
		return
	}
	v.updateSnapshot(func(s *Snapshot) {
		s.RawAnswers = maps.Clone(s.RawAnswers)
		if s.RawAnswers == nil {
			s.RawAnswers = map[flows.AttemptNumber]foreign.Text{}
		}
		s.RawAnswers[n] = raw
	})
}

// addNotice tells the person something.
func (d *Desk) addNotice(text string, bad bool) { d.addOperatorNotice(text, bad, nil) }

// addOperatorNotice is notice about what others did.
func (d *Desk) addOperatorNotice(text string, bad bool, by []string) {
	d.appendNotice(Notice{Text: text, IsProblem: bad, Operators: by})
}

// appendNotice gives a notice its number and its time.
func (d *Desk) appendNotice(n Notice) {
	d.view.updateSnapshot(func(s *Snapshot) {
		d.view.lastNoticeID++
		n.ID = d.view.lastNoticeID
		s.Notices = append(slices.Clone(s.Notices), n)
		if len(s.Notices) > maxNotices {
			s.Notices = s.Notices[1:]
		}
	})
}
