package desk

import (
	"context"
	"sync"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// message is what the desk's goroutine is told.
type message interface{ message() }

type (
	post struct {
		events []flows.Event
		reply  chan error      // nil: faults become notices
		ctx    context.Context // of who waits for the reply
	}
	takeBack struct{}
	gateway  struct { // a request asks whether its last byte may leave
		event flows.Event
		send  *send
		reply chan error
	}
	uploaded struct {
		attempt flows.Attempt
		send    *send
		outcome personr.Outcome
	}
	started struct {
		n       int
		send    *send
		outcome personr.CheckOutcome
	}
	status struct {
		seen     flows.StatusSeen
		released time.Time // of the latest check, when the question was asked
	}
	greeted struct{}
	moved   struct{} // the journal has changed, perhaps by somebody else
	wake    struct{ begin flows.Begin }
)

func (post) message()     {}
func (takeBack) message() {}
func (gateway) message()  {}
func (uploaded) message() {}
func (started) message()  {}
func (status) message()   {}
func (greeted) message()  {}
func (moved) message()    {}
func (wake) message()     {}

// mailbox is an unbounded queue: posting never waits, and order is kept.
type mailbox struct {
	mu     sync.Mutex
	list   []message
	signal chan struct{}
}

func (m *mailbox) put(msg message) {
	m.mu.Lock()
	m.list = append(m.list, msg)
	m.mu.Unlock()
	select {
	case m.signal <- struct{}{}:
	default:
	}
}

func (m *mailbox) take() []message {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.list
	m.list = nil
	return list
}
