package sshd

import (
	"sync"

	"dossier/flows"
	"dossier/flows/inbox"
)

// inboxMemory is what a source remembers between two looks at its inbox.
type inboxMemory struct {
	mu  sync.Mutex
	ids map[flows.SHA256]inbox.ID // which arrival a picture came from
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

// hashes are the pictures that came from an arrival.
func (m *inboxMemory) hashes(id inbox.ID) []flows.SHA256 {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []flows.SHA256
	for hash, from := range m.ids {
		if from == id {
			list = append(list, hash)
		}
	}
	return list
}
