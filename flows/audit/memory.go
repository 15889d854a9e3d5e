package audit

import "dossier/flows"

// memory keeps what was sent with which attempt, so that the row of an answer
// says what it answers. It is bounded: of a dossier that nothing was written to
// for as long as remembered other dossiers were, it is forgotten, and the rows
// after that name the attempt only.
type memory struct {
	young, old map[flows.Key]*sendings
	limit      int // how many dossiers each of them takes
}

// remembered is how many dossiers are known at least.
const remembered = 10_000

// sendings are the attempts of one dossier.
type sendings struct {
	documents map[string]flows.DocumentChosen
	files     map[flows.Slot]flows.FileChosen
	sent      map[flows.Attempt]sending
}

// sending is what one attempt sends.
type sending struct {
	slot     flows.Slot
	document flows.DocumentChosen
	file     flows.FileChosen
}

func newMemory(limit int) memory { return memory{young: map[flows.Key]*sendings{}, limit: limit} }

// of returns what is known of a dossier. It counts as used now.
func (m *memory) of(key flows.Key) *sendings {
	s := m.young[key]
	if s != nil {
		return s
	}
	if s = m.old[key]; s == nil {
		s = &sendings{map[string]flows.DocumentChosen{}, map[flows.Slot]flows.FileChosen{}, map[flows.Attempt]sending{}}
	}
	if len(m.young) >= m.limit {
		m.old, m.young = m.young, map[flows.Key]*sendings{}
	}
	m.young[key] = s
	return s
}

func (m *memory) learn(key flows.Key, event flows.Event) {
	switch v := event.(type) {
	case flows.DocumentChosen:
		m.of(key).documents[v.Need] = v
	case flows.FileChosen:
		m.of(key).files[v.Slot] = v
	case flows.SendStarted:
		s := m.of(key)
		s.sent[v.Attempt] = sending{v.Slot, s.documents[v.Slot.Need], s.files[v.Slot]}
	}
}
