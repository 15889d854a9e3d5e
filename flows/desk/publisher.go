package desk

import (
	"maps"
	"slices"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/journal"
	"dossier/flows/notice"
	"dossier/personr"
)

// publisher keeps the state that subscribers see and notifies them of changes. It has
// its own lock, because requests, polls and the heartbeat report from their own
// goroutines.
type publisher struct {
	mu            sync.Mutex
	snapshot      Snapshot
	running       map[flows.AttemptNumber]*activeSend
	subscribers   map[chan struct{}]bool
	lastNoticeID  int
	progressTimer *time.Timer    // reports bytes that were sent; nil when none were
	published     publishedState // belongs to the desk's goroutine
}

// publishedState is what decides whether a snapshot differs from the one before: with
// the head goes the whole journey.
type publishedState struct {
	head                                 uint64
	permanentErr                         error
	applicantFetched, isHolder, inOutage bool
	pending, running, lostOutcomes       int
	outageReason                         string
	isSet                                bool // false before the first one
}

// Snapshot returns the state now.
func (p *publisher) Snapshot() Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.snapshot
	if s.Withheld {
		return withheldSnapshot(s)
	}
	s.Sends = map[flows.AttemptNumber]flows.SendProgress{}
	for n, r := range p.running {
		s.Sends[n] = flows.SendProgress{Sent: r.sent.Load(), Total: r.total, TakeBackUntil: r.takeBackUntil, Begun: r.begun.Load()}
	}
	return s
}

// Subscribe returns a channel that ticks after a change; ticks that were
// not received yet are one. Unsubscribe ends it.
func (p *publisher) Subscribe() chan struct{} {
	ch := make(chan struct{}, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.subscribers == nil {
		p.subscribers = map[chan struct{}]bool{}
	}
	p.subscribers[ch] = true
	ch <- struct{}{}
	return ch
}

// Unsubscribe ends a subscription.
func (p *publisher) Unsubscribe(ch chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.subscribers, ch)
}

func (p *publisher) updateSnapshot(f func(*Snapshot)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.snapshot)
	p.notifySubscribers()
}

// setOthers notes who else is here, and notifies only of a change: a session looks every few
// seconds, and mostly there is nobody.
func (p *publisher) setOthers(others []journal.Presence) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Equal(p.snapshot.Others, others) {
		return
	}
	p.snapshot.Others = others
	p.notifySubscribers()
}

// notifySubscribers is called with the lock held.
func (p *publisher) notifySubscribers() {
	for ch := range p.subscribers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// progressInterval is the least time between two notifications of progress.
const progressInterval = 100 * time.Millisecond

// notifyProgress says that bytes were sent. However often it is called, subscribers are
// notified once in a progressInterval, and after the last call too.
func (p *publisher) notifyProgress() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.progressTimer != nil || p.snapshot.Ended {
		return
	}
	p.progressTimer = time.AfterFunc(progressInterval, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.progressTimer = nil
		p.notifySubscribers()
	})
}

func (p *publisher) markEnded() {
	p.updateSnapshot(func(s *Snapshot) { s.Ended = true })
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.progressTimer != nil {
		p.progressTimer.Stop()
	}
}

// checkSentAt is when the latest check was released; zero when none was.
func (p *publisher) checkSentAt() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.snapshot.Journey.Check().SentAt
}

// activityText says for the others' screens what is on its way: a verb, and the slot
// at its end. While a send is held back nothing counts as sent.
func (p *publisher) activityText() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.snapshot.IsHolder {
		return ""
	}
	for _, l := range p.snapshot.Journey.Lines() {
		switch l.State {
		case flows.Sending:
			if s := p.running[l.Attempt.Number]; s == nil || !s.begun.Load() {
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
func (p *publisher) keepRawAnswer(n flows.AttemptNumber, o personr.UploadOutcome) {
	raw := rawAnswerText(o)
	if raw.Empty() {
		return
	}
	p.updateSnapshot(func(s *Snapshot) {
		s.RawAnswers = maps.Clone(s.RawAnswers)
		if s.RawAnswers == nil {
			s.RawAnswers = map[flows.AttemptNumber]foreign.Text{}
		}
		s.RawAnswers[n] = raw
	})
}

// addNotice gives the notice its number and shows it.
func (p *publisher) addNotice(n notice.Notice) {
	p.updateSnapshot(func(s *Snapshot) {
		p.lastNoticeID++
		n.ID = p.lastNoticeID
		s.Notices = append(slices.Clone(s.Notices), n)
		if len(s.Notices) > maxNotices {
			s.Notices = s.Notices[1:]
		}
	})
}
