package audit

import "dossier/flows"

// attemptCache keeps what each attempt sent, so that the row of an answer says what it
// answers. It is bounded: it forgets the dossiers that were not written to for longest.
// Their later rows name only the attempt.
type attemptCache struct {
	recent, older map[flows.Key]*dossierSends
	limit         int // how many dossiers each of them takes
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
	return attemptCache{recent: map[flows.Key]*dossierSends{}, limit: limit}
}

// sendsOf returns what is known of a dossier. It counts as used now.
func (a *attemptCache) sendsOf(key flows.Key) *dossierSends {
	s := a.recent[key]
	if s != nil {
		return s
	}
	if s = a.older[key]; s == nil {
		s = &dossierSends{map[string]flows.DocumentChosen{}, map[flows.Slot]flows.FileChosen{}, map[flows.AttemptNumber]sendContent{}}
	}
	if len(a.recent) >= a.limit {
		a.older, a.recent = a.recent, map[flows.Key]*dossierSends{}
	}
	a.recent[key] = s
	return s
}

func (a *attemptCache) recordEvent(key flows.Key, event flows.Event) {
	switch v := event.(type) {
	case flows.DocumentChosen:
		a.sendsOf(key).documents[v.Need] = v
	case flows.FileChosen:
		a.sendsOf(key).files[v.Slot] = v
	case flows.SendStarted:
		s := a.sendsOf(key)
		s.sent[v.Attempt] = sendContent{v.Slot, s.documents[v.Slot.Need], s.files[v.Slot]}
	}
}
