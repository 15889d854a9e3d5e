package audit

import (
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// story applies the entries of a dossier in order. The journey says where it stands
// at the end; the rest is what the journey does not keep, such as former holders,
// former checks and when pictures were set aside.
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

// apply adds the next entry.
func (st *story) apply(e flows.Entry) error {
	before := st.journey
	after, err := before.Apply(e)
	if err != nil {
		return &chain.EntryFault{Kind: chain.FaultOutOfTurn, Seq: e.Seq}
	}
	st.journey = after
	st.recordEvent(e, before, st.recordSetAside(before, e.At))
	return nil
}

func (st *story) addChange(e flows.Entry, what, subject, reason string, lost []string) {
	st.changes = append(st.changes, Change{
		e.At, foreign.Untrusted(e.Operator), what, foreign.Untrusted(subject), foreign.Untrusted(reason), lost,
	})
}

// resolveIncident resolves the oldest open incident, as the journey does.
func (st *story) resolveIncident(d Decision) {
	for i := range st.incidents {
		if st.incidents[i].Resolved == nil {
			st.incidents[i].Resolved = &d
			return
		}
	}
}

// recordSetAside notes the pictures that an entry has set aside, and names their
// slots.
func (st *story) recordSetAside(before flows.Journey, at time.Time) []string {
	var slots []string
	for _, was := range before.Lines() {
		if was.State != flows.Accepted {
			continue
		}
		now, wanted := st.journey.Line(was.Slot)
		if wanted && now.State != flows.SetAside {
			continue
		}
		why := flows.ByChange
		if wanted {
			why = now.Reason
		}
		st.setAside[was.Attempt.Number] = SetAside{at, why}
		slots = append(slots, was.Slot.String())
	}
	return slots
}

// documentText is a choice of a document in words.
func documentText(v flows.DocumentChosen) string {
	text := v.Need + ": " + assets.DocumentName(v.Type) + " (" + string(v.Type) + "), " +
		assets.CountryName(string(v.Country)) + " (" + string(v.Country) + ")"
	if len(v.Sides) > 0 {
		text += ", sides: " + assets.JoinText(v.Sides, " and ", flows.Side.Word)
	}
	return text
}
