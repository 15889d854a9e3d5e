package audit

import (
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
)

// story hears the entries of a dossier one after the other: the journey says
// where it stands at the end, and beside it is kept what the journey forgets on
// its way, such as former holders, former checks and what was set aside when.
type story struct {
	journey   flows.Journey
	holders   []Holder
	changes   []Change
	incidents []Incident
	checks    []Check
	setAside  map[flows.AttemptNumber]SetAside
}

func newStory(key flows.Key) *story {
	return &story{
		journey: flows.NewJourney(key), holders: []Holder{}, changes: []Change{}, incidents: []Incident{}, checks: []Check{},
		setAside: map[flows.AttemptNumber]SetAside{},
	}
}

// apply takes the next entry.
func (t *story) apply(e flows.Entry) error {
	before := t.journey
	after, err := before.Apply(e)
	if err != nil {
		return flows.ErrDamaged
	}
	t.journey = after
	lost := t.recordSetAside(before, e.At)
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.Opened:
		t.holders = append(t.holders, Holder{e.At, who, foreign.Untrusted(e.Session), v.Reason != "", foreign.Untrusted(v.Reason)})
	case flows.FlowChosen:
		t.addChange(e, "flow chosen", v.Flow.Name, v.Reason, lost)
	case flows.DocumentChosen:
		t.addChange(e, "document chosen", documentText(v), "", lost)
	case flows.SlotsReopened:
		t.addChange(e, "pictures reopened", joinSlots(v.Slots), "", nil)
	case flows.Closed:
		t.addChange(e, "dossier closed", "", v.Reason, nil)
	case flows.Answered:
		if v.Kind == flows.AnswerMismatch && !slices.ContainsFunc(t.incidents, func(i Incident) bool { return i.Attempt == v.Attempt }) {
			t.incidents = append(t.incidents, Incident{Attempt: v.Attempt, At: e.At, Echo: v.Echo})
		}
	case flows.IncidentResolved:
		t.resolveIncident(Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)})
	default:
		t.applyCheckEvent(e, before.Check())
	}
	return nil
}

func (t *story) addChange(e flows.Entry, what, subject, reason string, lost []string) {
	t.changes = append(t.changes, Change{
		e.At, foreign.Untrusted(e.Operator), what, foreign.Untrusted(subject), foreign.Untrusted(reason), lost,
	})
}

// resolveIncident settles the oldest incident, as the journey does.
func (t *story) resolveIncident(d Decision) {
	for i := range t.incidents {
		if t.incidents[i].Resolved == nil {
			t.incidents[i].Resolved = &d
			return
		}
	}
}

// recordSetAside notes the pictures that an entry has set aside, and names their
// slots.
func (t *story) recordSetAside(before flows.Journey, at time.Time) []string {
	var slots []string
	for _, was := range before.Lines() {
		if was.State != flows.Accepted {
			continue
		}
		now, wanted := t.journey.Line(was.Slot)
		if wanted && now.State != flows.SetAside {
			continue
		}
		why := flows.ByChange
		if wanted {
			why = now.Reason
		}
		t.setAside[was.Attempt.Number] = SetAside{at, why}
		slots = append(slots, was.Slot.String())
	}
	return slots
}

func joinSlots(slots []flows.Slot) string {
	words := make([]string, len(slots))
	for i, s := range slots {
		words[i] = s.String()
	}
	return strings.Join(words, ", ")
}

// documentText is a choice in words.
func documentText(v flows.DocumentChosen) string {
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
