package sshd

import (
	"reflect"
	"sync"

	"dossier/flows"
	"dossier/flows/inbox"
)

// inboxMemory is what a source remembers between two looks at its inbox.
type inboxMemory struct {
	mu    sync.Mutex
	ids   map[flows.SHA256]inbox.ID // which arrival a picture came from
	slots []inbox.Slot              // that the inbox knows
}

func newInboxMemory() *inboxMemory { return &inboxMemory{ids: map[flows.SHA256]inbox.ID{}} }

func (m *inboxMemory) record(hash flows.SHA256, id inbox.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if hash != (flows.SHA256{}) {
		m.ids[hash] = id
	}
}

func (m *inboxMemory) find(hash flows.SHA256) (inbox.ID, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := m.ids[hash]
	return id, ok
}

// setSlots reports whether the inbox does not know these slots yet.
func (m *inboxMemory) setSlots(slots []inbox.Slot) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if reflect.DeepEqual(m.slots, slots) {
		return false
	}
	m.slots = slots
	return true
}
