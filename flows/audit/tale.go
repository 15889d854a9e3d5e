package audit

import (
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
)

// tale hears the entries of a dossier one after the other: the journey says
// where it stands at the end, and beside it is kept what the journey forgets on
// its way, such as former holders, former checks and what was set aside when.
type tale struct {
	j         flows.Journey
	holders   []Holder
	changes   []Change
	incidents []Incident
	checks    []Check
	aside     map[flows.Attempt]SetAside
}

func newTale(key flows.Key) *tale {
	return &tale{
		j: flows.New(key), holders: []Holder{}, changes: []Change{}, incidents: []Incident{}, checks: []Check{},
		aside: map[flows.Attempt]SetAside{},
	}
}

// hear takes the next entry.
func (t *tale) hear(e flows.Entry) error {
	before := t.j
	after, err := before.Apply(e)
	if err != nil {
		return flows.ErrDamaged
	}
	t.j = after
	lost := t.setAside(before, e.At)
	who := flows.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.Opened:
		t.holders = append(t.holders, Holder{e.At, who, flows.Untrusted(e.Session), v.Reason != "", flows.Untrusted(v.Reason)})
	case flows.FlowChosen:
		t.change(e, "flow chosen", v.Flow.Name, v.Reason, lost)
	case flows.DocumentChosen:
		t.change(e, "document chosen", documentWords(v), "", lost)
	case flows.SlotsReopened:
		t.change(e, "pictures reopened", joined(v.Slots), "", nil)
	case flows.Closed:
		t.change(e, "dossier closed", "", v.Reason, nil)
	case flows.Answered:
		if v.Kind == flows.KindMismatch && !slices.ContainsFunc(t.incidents, func(i Incident) bool { return i.Attempt == v.Attempt }) {
			t.incidents = append(t.incidents, Incident{Attempt: v.Attempt, At: e.At, Echo: v.Echo})
		}
	case flows.IncidentResolved:
		t.resolve(Decision{Operator: who, At: e.At, Reason: flows.Untrusted(v.Reason)})
	default:
		t.hearCheck(e, before.Check())
	}
	return nil
}

func (t *tale) change(e flows.Entry, what, subject, reason string, lost []string) {
	t.changes = append(t.changes, Change{
		e.At, flows.Untrusted(e.Operator), what, flows.Untrusted(subject), flows.Untrusted(reason), lost,
	})
}

// resolve settles the oldest incident, as the journey does.
func (t *tale) resolve(d Decision) {
	for i := range t.incidents {
		if t.incidents[i].Resolved == nil {
			t.incidents[i].Resolved = &d
			return
		}
	}
}

// setAside notes the pictures that an entry has set aside, and names their
// slots.
func (t *tale) setAside(before flows.Journey, at time.Time) []string {
	var slots []string
	for _, was := range before.Lines() {
		if was.State != flows.Accepted {
			continue
		}
		now, wanted := t.j.Line(was.Slot)
		if wanted && now.State != flows.Withdrawn {
			continue
		}
		why := flows.ByChange
		if wanted {
			why = now.Reason
		}
		t.aside[was.Attempt.N] = SetAside{at, why}
		slots = append(slots, was.Slot.String())
	}
	return slots
}

func joined(slots []flows.Slot) string {
	words := make([]string, len(slots))
	for i, s := range slots {
		words[i] = s.String()
	}
	return strings.Join(words, ", ")
}

// documentWords is a choice in words.
func documentWords(v flows.DocumentChosen) string {
	text := v.Need + ": " + assets.DocumentName(v.Type) + " (" + string(v.Type) + "), " +
		assets.CountryName(string(v.Country)) + " (" + string(v.Country) + ")"
	var sides []string
	for _, s := range v.Sides {
		sides = append(sides, s.Word())
	}
	if sides != nil {
		text += ", sides: " + strings.Join(sides, " and ")
	}
	return text
}
