package audit

import "dossier/flows"

// attemptCache keeps what each attempt sent, so that the row of an answer says what it
// answers. It is bounded: it forgets the dossiers that were not written to for longest.
// Their later rows name only the attempt.
type attemptCache struct {
	young, old map[flows.Key]*dossierSends
	limit      int // how many dossiers each of them takes
}

// defaultCacheSize is how many dossiers are known at least.
const defaultCacheSize = 10_000

// dossierSends are the attempts of one dossier.
type dossierSends struct {
	documents map[string]flows.DocumentChosen
	files     map[flows.Slot]flows.FileChosen
	sent      map[flows.AttemptNumber]sendContent
}

// sendContent is what one attempt sends.
type sendContent struct {
	slot     flows.Slot
	document flows.DocumentChosen
	file     flows.FileChosen
}

func newAttemptCache(limit int) attemptCache {
	return attemptCache{young: map[flows.Key]*dossierSends{}, limit: limit}
}

// sendsOf returns what is known of a dossier. It counts as used now.
func (m *attemptCache) sendsOf(key flows.Key) *dossierSends {
	s := m.young[key]
	if s != nil {
		return s
	}
	if s = m.old[key]; s == nil {
		s = &dossierSends{map[string]flows.DocumentChosen{}, map[flows.Slot]flows.FileChosen{}, map[flows.AttemptNumber]sendContent{}}
	}
	if len(m.young) >= m.limit {
		m.old, m.young = m.young, map[flows.Key]*dossierSends{}
	}
	m.young[key] = s
	return s
}

func (m *attemptCache) recordEvent(key flows.Key, event flows.Event) {
	switch v := event.(type) {
	case flows.DocumentChosen:
		m.sendsOf(key).documents[v.Need] = v
	case flows.FileChosen:
		m.sendsOf(key).files[v.Slot] = v
	case flows.SendStarted:
		s := m.sendsOf(key)
		s.sent[v.Attempt] = sendContent{v.Slot, s.documents[v.Slot.Need], s.files[v.Slot]}
	}
}
