package lock

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Why a session is not unlocked.
var (
	ErrNoSuchLock = errors.New("no session of yours is locked with that code; it stands on the locked screen")
	ErrNotFresh   = errors.New("this connection logged in before the lock; unlock with a new one (ssh -o ControlPath=none)")
)

// Login is a connection that somebody has logged in with.
type Login struct {
	Operator   string
	Connection string // its identifier
	At         time.Time
}

// isAfter reports whether a login proves something that a lock does not know yet.
func (l Login) isAfter(s *Session) bool {
	return l.Connection != s.login.Connection && l.At.After(s.since)
}

// Registry are the locked sessions of a service.
type Registry struct {
	mu     sync.Mutex
	locked []*Session
}

// Session is one that can be locked.
type Session struct {
	registry *Registry
	login    Login
	send     func(tea.Msg) // to its wizard
	onEnding func()        // is called when another login begins to end it

	// Of a locked one, under the registry's lock.
	code  string
	since time.Time
}

// NewSession is a session of a login. Its wizard gets messages by send. onEnding is called when
// another login begins to end it, before that login shows anything.
func (r *Registry) NewSession(login Login, send func(tea.Msg), onEnding func()) *Session {
	return &Session{registry: r, login: login, send: send, onEnding: onEnding}
}

// codeLength is that of a code in characters: it is typed, and only the operator's own key can
// try one.
const codeLength = 4

// lock locks the session and returns its code.
func (s *Session) lock(now time.Time) string {
	r := s.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	for s.code = newCode(); r.find(s.login.Operator, s.code) != nil; s.code = newCode() {
	}
	s.since = now
	r.locked = append(r.locked, s)
	return s.code
}

func newCode() string { return rand.Text()[:codeLength] }

// find is the locked session of an operator with a code; nil if there is none.
func (r *Registry) find(operator, code string) *Session {
	i := slices.IndexFunc(r.locked, func(s *Session) bool { return s.login.Operator == operator && strings.EqualFold(s.code, code) })
	if i < 0 {
		return nil
	}
	return r.locked[i]
}

// IsLocked reports whether the session is locked.
func (s *Session) IsLocked() bool {
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	return slices.Contains(s.registry.locked, s)
}

// Leave takes the session out: it was unlocked, or has ended.
func (s *Session) Leave() {
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	s.registry.locked = slices.DeleteFunc(s.registry.locked, func(other *Session) bool { return other == s })
}

// Unlock unlocks the session with a code for somebody who logged in after it was locked.
func (r *Registry) Unlock(by Login, code string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.find(by.Operator, code)
	switch {
	case s == nil:
		return ErrNoSuchLock
	case !by.isAfter(s):
		return ErrNotFresh
	}
	go s.send(unlockMsg{})
	return nil
}

// EndFor ends the locked sessions of somebody who has logged in after they were locked.
func (r *Registry) EndFor(by Login) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.locked {
		if s.login.Operator == by.Operator && by.isAfter(s) {
			s.onEnding()
			go s.send(endMsg{})
		}
	}
}

// IsLocked reports whether a session of this very connection is locked.
func (r *Registry) IsLocked(login Login) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.locked, func(s *Session) bool { return s.login.Connection == login.Connection })
}
