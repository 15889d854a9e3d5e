package steps_test

import (
	"reflect"
	"testing"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// TestEachColourMeansOneThing proves the sign, the word and the colour of every state:
// green only where nobody had to decide, red only where somebody must change something.
func TestEachColourMeansOneThing(t *testing.T) {
	th := theme.New(true)
	kept := flows.Attempt{Acknowledged: []flows.Acknowledgement{{Code: foreign.Untrusted("badSelfie"), Operator: "maya"}}}
	assumed := flows.Attempt{Decision: &flows.Decision{Received: true, Operator: "maya"}}
	overridden := flows.Attempt{Operator: "maya", Picture: flows.Picture{Overrides: []string{"sent for another applicant: same person"}}}
	noBack := flows.Document{Type: flows.IDCard, Sides: []flows.Side{flows.Front}}
	for name, c := range map[string]struct {
		line  flows.SlotLine
		sign  string
		words [3]string // in plenty of room, in some, in none
		style any
	}{
		"accepted":              {flows.SlotLine{State: flows.Accepted}, "✓", [3]string{"accepted", "accepted", "accepted"}, th.OK},
		"a warning unread":      {flows.SlotLine{State: flows.Accepted, Open: make([]foreign.Text, 1)}, "!", [3]string{"warning", "warning", "warning"}, th.Warn},
		"a warning kept":        {flows.SlotLine{State: flows.Accepted, Attempt: kept}, "!", [3]string{"accepted, warning kept by maya", "accepted, warning kept", "warning kept"}, th.Warn},
		"treated as received":   {flows.SlotLine{State: flows.Accepted, Attempt: assumed}, "!", [3]string{"treated as received by maya", "treated as received", "treated as received"}, th.Warn},
		"sent anyway":           {flows.SlotLine{State: flows.Accepted, Attempt: overridden}, "!", [3]string{"accepted, sent anyway by maya", "accepted, sent anyway", "sent anyway"}, th.Warn},
		"no back side":          {flows.SlotLine{State: flows.Accepted, Document: noBack, DocumentBy: "maya"}, "!", [3]string{"accepted, back left out by maya", "accepted, back left out", "back left out"}, th.Warn},
		"refused":               {flows.SlotLine{State: flows.Refused}, "✗", [3]string{"refused", "refused", "refused"}, th.Bad},
		"set aside with it":     {flows.SlotLine{State: flows.SetAside, Reason: flows.WithOtherSide}, "○", [3]string{"set aside", "set aside", "set aside"}, th.Faint},
		"set aside by a change": {flows.SlotLine{State: flows.SetAside, Reason: flows.ByChange}, "✗", [3]string{"set aside", "set aside", "set aside"}, th.Bad},
		"missing":               {flows.SlotLine{State: flows.Missing}, "○", [3]string{"missing", "missing", "missing"}, th.Faint},
		"waiting":               {flows.SlotLine{State: flows.Chosen}, "●", [3]string{"waiting", "waiting", "waiting"}, th.Faint},
		"sending":               {flows.SlotLine{State: flows.Sending}, "●", [3]string{"sending", "sending", "sending"}, th.Accent},
		"unclear":               {flows.SlotLine{State: flows.Unclear}, "!", [3]string{"unclear", "unclear", "unclear"}, th.Warn},
	} {
		m := steps.MarkOf(th, c.line)
		words := [3]string{m.FitWord(60), m.FitWord(24), m.FitWord(12)}
		if m.Sign != c.sign || words != c.words || !reflect.DeepEqual(m.Style, c.style) {
			t.Errorf("%s: %s %q in %v", name, m.Sign, words, m.Style.GetForeground())
		}
	}
	for cause, style := range map[flows.Cause]any{flows.CauseTakenBack: th.Faint, flows.CauseJournal: th.Bad} {
		if m := steps.MarkOf(th, flows.SlotLine{State: flows.Failed, Cause: cause}); !reflect.DeepEqual(m.Style, style) {
			t.Errorf("not sent, %s: in %v", cause, m.Style.GetForeground())
		}
	}
}
