package interrupted

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"dossier/tui/settings"
)

const (
	// aliveTimeout is how long a client may take for a sign of life. A slow line takes a second.
	aliveTimeout = 2 * time.Second
	// endTimeout is how long a login waits for the end of a session that it interrupts: its
	// dossier is free then. One that still waits for an answer of the service ends later.
	endTimeout = 2 * time.Second
)

// Wizard is what the registry has to know of a wizard.
type Wizard struct {
	Connection string      // its identifier: another session on it proves that it lives
	IsAlive    func() bool // asks the client for a sign of life and waits for it, for ever if need be
	End        func()      // ends the session because its client gave none
}

// Session is a wizard that runs.
type Session struct {
	registry *Registry
	owner    Owner
	wizard   Wizard
	ended    chan struct{} // closed at its end
	closing  sync.Once

	// Under the registry's lock.
	shown         string // the applicant whose dossier is on the screen; "" for none
	isInterrupted bool
}

// Begin notes a wizard that begins. Its Close must be called.
func (r *Registry) Begin(owner Owner, w Wizard) *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &Session{registry: r, owner: owner, wizard: w, ended: make(chan struct{})}
	r.running[owner] = append(r.running[owner], s)
	return s
}

// Show notes whose dossier is on the screen now; "" for the start list.
func (s *Session) Show(applicant string) {
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	s.shown, s.isInterrupted = applicant, false
	s.registry.forget(s.owner, applicant)
}

// Interrupt keeps the dossier on the screen for the next login. It may be called again, and
// before the session ends. settings.NotInterrupted keeps nothing: the operator left.
func (s *Session) Interrupt(cause settings.InterruptionCause) {
	r := s.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if cause == settings.NotInterrupted || s.isInterrupted || s.shown == "" {
		return
	}
	s.isInterrupted = true
	r.forget(s.owner, s.shown)
	r.waiting[s.owner] = append(r.waiting[s.owner], settings.Interruption{Applicant: s.shown, Cause: cause, At: time.Now()})
}

// Close notes that the session has ended and its dossiers are free.
func (s *Session) Close() {
	s.closing.Do(func() {
		r := s.registry
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.running[s.owner] = slices.DeleteFunc(r.running[s.owner], func(other *Session) bool { return other == s }); len(r.running[s.owner]) == 0 {
			delete(r.running, s.owner)
		}
		close(s.ended)
	})
}

// Reopen is the dossier that this session is to open: the one at which its operator was
// interrupted last. The zero value is none. Other sessions whose clients give no sign of life
// are interrupted first.
func (s *Session) Reopen(ctx context.Context) settings.Interruption {
	s.interruptSilent(ctx)
	s.waitForEnds(ctx)
	found := s.registry.takeNewest(s.owner)
	if found.Applicant != "" {
		s.Show(found.Applicant) // if this line is lost before the dossier is open, it is the next one's
	}
	return found
}

// others are the other sessions of the operator for which something holds.
func (s *Session) others(holds func(*Session) bool) []*Session {
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.registry.running[s.owner]), func(other *Session) bool { return other == s || !holds(other) })
}

// interruptSilent ends the sessions on other connections whose clients give no sign of life.
func (s *Session) interruptSilent(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, aliveTimeout)
	defer stop()
	asked := s.others(func(other *Session) bool {
		return other.shown != "" && !other.isInterrupted && other.wizard.Connection != s.wizard.Connection
	})
	answers := make([]chan bool, len(asked))
	for i, other := range asked {
		answers[i] = make(chan bool, 1)
		go func() { answers[i] <- other.wizard.IsAlive() }() // ends with the other connection
	}
	for i, other := range asked {
		if hasAnswered(ctx, answers[i]) {
			continue
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			return // it is this session that ends
		}
		other.Interrupt(settings.LineLost)
		other.wizard.End()
	}
}

// hasAnswered reports whether a sign of life came until ctx ended.
func hasAnswered(ctx context.Context, answer <-chan bool) bool {
	select {
	case isAlive := <-answer:
		return isAlive
	case <-ctx.Done():
	}
	select {
	case isAlive := <-answer: // it was there too
		return isAlive
	default:
		return false
	}
}

// waitForEnds waits a while until the sessions that were interrupted have ended.
func (s *Session) waitForEnds(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, endTimeout)
	defer stop()
	for _, other := range s.others(func(other *Session) bool { return other.isInterrupted }) {
		select {
		case <-other.ended:
		case <-ctx.Done():
			return
		}
	}
}
