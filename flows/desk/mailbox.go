package desk

import (
	"sync"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// message is what the desk's goroutine gets: choices, or one of those below.
//
//sumtype:decl
type message interface{ isMessage() }

type (
	takeBackRequest struct{}
	beginRequest    struct { // a request asks whether its first byte may be sent
		attempt flows.AttemptNumber
		send    *activeSend
		reply   chan error
	}
	releaseRequest struct { // a request asks whether its last byte may be sent
		event flows.Event
		send  *activeSend
		reply chan error
	}
	uploadDone struct {
		attempt flows.AttemptNumber
		send    *activeSend
		outcome personr.UploadOutcome
	}
	checkStartDone struct {
		n       int
		send    *activeSend
		outcome personr.Outcome
	}
	statusReply struct {
		event       flows.StatusSeen
		checkSentAt time.Time // of the latest check, when the question was asked
	}
	fetchDone      struct{}
	journalChanged struct{}            // the journal has changed, perhaps by another session
	journalFailed  struct{ err error } // the journal failed in a read outside the loop
	timerFired     struct{ begin flows.BeginSend }
)

func (*choices) isMessage()        {}
func (takeBackRequest) isMessage() {}
func (beginRequest) isMessage()    {}
func (releaseRequest) isMessage()  {}
func (uploadDone) isMessage()      {}
func (checkStartDone) isMessage()  {}
func (statusReply) isMessage()     {}
func (fetchDone) isMessage()       {}
func (journalChanged) isMessage()  {}
func (journalFailed) isMessage()   {}
func (timerFired) isMessage()      {}

// mailbox is an unbounded queue: posting never waits, and order is kept.
type mailbox struct {
	mu     sync.Mutex
	queued []message
	signal chan struct{}
}

func newMailbox() *mailbox { return &mailbox{signal: make(chan struct{}, 1)} }

func (m *mailbox) enqueue(msg message) {
	m.mu.Lock()
	m.queued = append(m.queued, msg)
	m.mu.Unlock()
	select {
	case m.signal <- struct{}{}:
	default:
	}
}

func (m *mailbox) takeAll() []message {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.queued
	m.queued = nil
	return list
}
