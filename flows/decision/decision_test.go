package decision_test

import (
	"reflect"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
)

// TestDecisionsAboutAPictureStayVisible proves that nothing an operator decided about a
// picture that counts is lost: what, about which code, who, when and why.
func TestDecisionsAboutAPictureStayVisible(t *testing.T) {
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	slot, bad := flows.Slot{Need: "identity", Side: flows.Front}, foreign.Untrusted("badSelfie")
	unknown := foreign.Untrusted(flows.RemarksUnknown)
	chosen := func(overrides ...string) flows.FileChosen {
		return flows.FileChosen{Slot: slot, SHA256: flows.SHA256{1}, Bytes: 9, MediaType: "image/jpeg", Overrides: overrides}
	}
	sent := func(f flows.FileChosen, more ...flows.Event) []flows.Event {
		return append([]flows.Event{f, flows.SendStarted{Attempt: 1, Slot: slot}, flows.Released{Attempt: 1}}, more...)
	}
	accepted := func(warnings ...flows.Remark) flows.Answered {
		return flows.Answered{Attempt: 1, Kind: flows.AnswerAccepted, Status: 200, Warnings: warnings}
	}
	warning := flows.Remark{Code: bad, Raw: bad}
	lost := flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer}
	kept := func(code foreign.Text) flows.Event {
		return flows.WarningAcknowledged{Attempt: 1, Code: code, Reason: "looked at it"}
	}
	received := flows.Decided{Attempt: 1, Received: true, Reason: "seen there"}
	assumed := decision.Decision{Kind: decision.TreatedAsReceived, Operator: "maya", Reason: "seen there"}
	for name, c := range map[string]struct {
		document flows.DocumentChosen
		events   []flows.Event
		want     []decision.Decision
		open     bool // a warning still asks for a decision
	}{
		"accepted":      {events: sent(chosen(), accepted())},
		"not read yet":  {events: sent(chosen(), accepted(warning)), open: true},
		"kept":          {events: sent(chosen(), accepted(warning), kept(bad)), want: []decision.Decision{{Kind: decision.WarningKept, Code: bad, Operator: "maya", Reason: "looked at it"}}},
		"kept, undone":  {events: sent(chosen(), accepted(warning), kept(bad), flows.WarningAcknowledged{Attempt: 1, Code: bad, Undone: true}), open: true},
		"assumed":       {events: sent(chosen(), lost, received), want: []decision.Decision{assumed}, open: true},
		"assumed, kept": {events: sent(chosen(), lost, received, kept(unknown)), want: []decision.Decision{assumed, {Kind: decision.WarningKept, Code: unknown, Operator: "maya", Reason: "looked at it"}}},
		"answered late": {events: sent(chosen(), lost, received, kept(unknown), accepted())},
		"overridden": {
			events: sent(chosen("sent for another applicant: same person", "dark: readable"), accepted()),
			want: []decision.Decision{
				{Kind: decision.SentAnyway, Code: foreign.Untrusted("sent for another applicant"), Operator: "maya", Reason: "same person"},
				{Kind: decision.SentAnyway, Code: foreign.Untrusted("dark"), Operator: "maya", Reason: "readable"},
			},
		},
		"overridden, then kept": {
			events: sent(chosen("dark: readable"), accepted(warning), kept(bad)),
			want: []decision.Decision{
				{Kind: decision.WarningKept, Code: bad, Operator: "maya", Reason: "looked at it"},
				{Kind: decision.SentAnyway, Code: foreign.Untrusted("dark"), Operator: "maya", Reason: "readable"},
			},
		},
		"no back side":   {document: flows.DocumentChosen{Sides: []flows.Side{flows.Front}}, events: sent(chosen(), accepted()), want: []decision.Decision{{Kind: decision.BackLeftOut, Operator: "maya"}}},
		"not there yet":  {document: flows.DocumentChosen{Sides: []flows.Side{flows.Front}}, events: []flows.Event{chosen("dark: readable")}},
		"a refused kept": {events: sent(chosen("dark: readable"), flows.Answered{Attempt: 1, Kind: flows.AnswerAccepted, Status: 200, Errors: []flows.Remark{warning}})},
	} {
		t.Run(name, func(t *testing.T) {
			d := c.document
			d.Need, d.Type, d.Country = "identity", flows.IDCard, "AUS"
			flow := flows.Flow{Name: "f", Needs: []flows.Need{{Name: "identity", AnyOf: []flows.DocType{flows.IDCard}}}}
			j := flows.NewJourney(flows.Key{Origin: "https://x.test", Applicant: "1x1"})
			for _, e := range append([]flows.Event{flows.Opened{}, flows.FlowChosen{Flow: flow}, d}, c.events...) {
				next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: at, Session: "s", Operator: "maya", Event: e})
				if err != nil {
					t.Fatalf("%T: %v", e, err)
				}
				j = next
			}
			l, _ := j.Line(slot)
			got := decision.About(l)
			for i := range got {
				if !got[i].At.Equal(at) {
					t.Errorf("decided at %v", got[i].At)
				}
				got[i].At = time.Time{}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
			if d, ok := decision.Main(l); ok != (len(c.want) > 0 && !c.open) || ok && d.Kind != c.want[0].Kind {
				t.Errorf("the main decision is %+v, %t", d, ok)
			}
		})
	}
}
