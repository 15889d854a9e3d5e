package tui

import (
	"slices"

	"dossier/flows"
)

// pendingPost is what a person asked for by a key and the journal does not show
// yet. Enter waits for it, and so does the move to what comes next. Its zero
// value is nothing. The head alone would not do: an answer from the service may
// be recorded in front of the choice.
type pendingPost struct {
	events         []flows.Event
	headBefore     uint64 // of the journal when it was asked for
	consentsBefore int    // in the journal then
}

func newPendingPost(j flows.Journey, events []flows.Event) pendingPost {
	return pendingPost{events, j.Head(), j.Consents()}
}

func (o pendingPost) hasEvents() bool { return len(o.events) > 0 }

// isRecorded reports whether the journal shows every event.
func (o pendingPost) isRecorded(j flows.Journey) bool {
	if j.Head() <= o.headBefore {
		return false
	}
	consents := 0
	for _, e := range o.events {
		if _, ok := e.(flows.FileChosen); ok {
			consents++
		} else if !isEventRecorded(j, e) {
			return false
		}
	}
	return j.Consents() >= o.consentsBefore+consents
}

// isEventRecorded reports whether a choice holds in the journal. Choices that nothing can
// overtake are there with the next entry.
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
