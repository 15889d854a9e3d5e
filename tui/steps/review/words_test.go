package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps/stepstest"
)

// TestATakeoverIsToldToEachSide proves that the operator who took a dossier
// over is not told to ask the one who did, and that everybody else still is.
func TestATakeoverIsToldToEachSide(t *testing.T) {
	taken := func() *stepstest.Story {
		return stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").AddAs("s2", flows.Opened{Reason: "urgent"})
	}
	for name, c := range map[string]struct {
		story    *stepstest.Story
		session  string
		readOnly bool
		says     []string
	}{
		"who took it":      {taken(), "s2", false, []string{assets.TookOverMidway.String(), "Pick the file."}},
		"who lost it":      {taken(), stepstest.Session, true, []string{"Somebody else took this applicant over. " + assets.StoppedBeforeEnd.String(), "Ask them, or take it over again."}},
		"who took it back": {taken().Later(1).Add(flows.Opened{Reason: "back"}), stepstest.Session, false, []string{assets.TakenOverMidway.String()}},
		"who came later":   {taken().Later(1).AddAs("s3", flows.Opened{}), "s3", false, []string{assets.TakenOverMidway.String()}},
	} {
		f := c.story.Frame(120, 34)
		f.Session, f.ReadOnly = c.session, c.readOnly
		text := strings.Join(strings.Fields(ansi.Strip(strings.Join(review(f, stepstest.FrontSlot).(Screen).renderExplanation(f, 72), " "))), " ")
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s", name, text)
			}
		}
		if told := strings.Contains(text, "Ask them"); told != c.readOnly {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestABlockerNamesItsNeed proves that two documents that lack are told apart.
func TestABlockerNamesItsNeed(t *testing.T) {
	s := stepstest.NewStory(t, false)
	flow := flows.Flow{Name: "KYC", Needs: []flows.Need{
		{Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{flows.Passport}},
		{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}},
		{Name: "second", AnyOf: []flows.DocType{flows.Passport}},
	}}
	f := s.Add(flows.FlowChosen{Flow: flow}, flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"}).Frame(80, 18)
	text := strings.Join(strings.Fields(ansi.Strip(strings.Join(Screen{}.renderExplanation(f, 72), " "))), " ")
	for _, want := range []string{"Proof of address: no document is chosen yet.", "second: no document is chosen yet."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}

// TestAFormerPictureIsNamedByItsDocument proves that what was sent of a document that was
// changed since has a side only where that document had two.
func TestAFormerPictureIsNamedByItsDocument(t *testing.T) {
	both := []flows.Side{flows.Front, flows.Back}
	for want, a := range map[string]flows.Attempt{
		"Passport":              {Slot: stepstest.FrontSlot, Document: flows.Document{Type: flows.Passport, Sides: both[:1]}},
		"Selfie":                {Slot: stepstest.SelfieSlot, Document: flows.Document{Type: flows.Selfie, Sides: []flows.Side{flows.NoSide}}},
		"Identity card · front": {Slot: stepstest.FrontSlot, Document: flows.Document{Type: flows.IDCard, Sides: both}},
	} {
		if got := slotName(flows.Journey{}, a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
