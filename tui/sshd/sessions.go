package sshd

import (
	"sync"

	"dossier/tui/sshd/operators"
)

// sessions are the open sessions with who may end them: the operators file.
type sessions struct {
	mu   sync.Mutex
	last uint64
	open map[uint64]openSession
}

type openSession struct {
	operator operators.Identity
	end      func(why error)
}

func newSessions() *sessions { return &sessions{open: map[uint64]openSession{}} }

// add keeps a session. The func that it returns takes it out again.
func (s *sessions) add(operator operators.Identity, end func(why error)) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	number := s.last
	s.open[number] = openSession{operator, end}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, number)
	}
}

// begun is how many have begun since the service did.
func (s *sessions) begun() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// count is how many are open.
func (s *sessions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// endIf ends the sessions of operators for whom there is a reason, and returns how many.
func (s *sessions) endIf(why func(operators.Identity) error) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := 0
	for _, session := range s.open {
		if err := why(session.operator); err != nil {
			session.end(err)
			ended++
		}
	}
	return ended
}
