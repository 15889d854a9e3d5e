package tui

import (
	"slices"

	"dossier/flows"
)

// pendingPost is what the operator asked for by a key and the journal does not show
// yet. Enter waits for it, and so does the move to the next screen. Its zero value
// is nothing. Comparing the head would not do: an answer from the service may be
// recorded before the choice.
type pendingPost struct {
	events         []flows.Event
	headBefore     uint64 // of the journal when it was asked for
	consentsBefore int    // in the journal then
}

func newPendingPost(j flows.Journey, events []flows.Event) pendingPost {
	return pendingPost{events, j.Head(), j.Consents()}
}

func (p pendingPost) hasEvents() bool { return len(p.events) > 0 }

// isRecorded reports whether the journal shows every event.
func (p pendingPost) isRecorded(j flows.Journey) bool {
	if j.Head() <= p.headBefore {
		return false
	}
	consents := 0
	for _, e := range p.events {
		if _, ok := e.(flows.FileChosen); ok {
			consents++
		} else if !isEventRecorded(j, e) {
			return false
		}
	}
	return j.Consents() >= p.consentsBefore+consents
}

// isEventRecorded reports whether the journal shows a choice. Choices that nothing can
// come before are there with the next entry.
func isEventRecorded(j flows.Journey, e flows.Event) bool {
	switch e := e.(type) {
	case flows.FlowChosen:
		flow, ok := j.Flow()
		return ok && flow.Name == e.Flow.Name
	case flows.DocumentChosen:
		doc, ok := j.Document(e.Need)
		return ok && doc.Type == e.Type && doc.Country == e.Country && (e.Sides == nil || slices.Equal(doc.Sides, e.Sides))
	case flows.CheckConfirmed:
		return j.Check().Number >= e.N
	}
	return true
}
