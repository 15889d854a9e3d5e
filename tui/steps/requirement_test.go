package steps_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/review"
	"dossier/tui/steps/stepstest"
)

// TestNoFlowControlsTheTerminal proves that neither the titles nor the names of a flow's
// requirements reach a screen as they are: the journal they come from has other writers.
func TestNoFlowControlsTheTerminal(t *testing.T) {
	for _, attack := range hostile.Strings() {
		flow := flows.Flow{Name: "KYC", Needs: []flows.Need{
			{Name: attack, Title: attack, AnyOf: []flows.DocType{flows.Passport, flows.IDCard}},
			{Name: "selfie", Title: attack, AnyOf: []flows.DocType{flows.Selfie}},
		}}
		begun := stepstest.JourneyOf(t, flows.FlowChosen{Flow: flow})
		chosen := stepstest.Extend(t, begun, stepstest.Session, stepstest.ChooseDocument(attack, flows.Passport, "DEU"))
		slot := flows.Slot{Need: attack, Side: flows.Front}
		for name, open := range map[string]func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd){
			"applicant": stepstest.At(applicant.New, steps.Place{}), "documents": atNeed(attack), "other need": atNeed("selfie"),
			"files": atSlot(slot), "review": stepstest.At(review.New, steps.Place{Stage: flows.StageReview}),
			"review, on it": stepstest.At(review.New, steps.Place{Stage: flows.StageReview, Need: attack}),
		} {
			for _, j := range []flows.Journey{begun, chosen} {
				stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), &stepstest.Folder{}, open, func(p *stepstest.Person) {
					if body := p.Step.View(p.Frame); strings.Contains(body.Text+body.Status, attack) {
						t.Errorf("%s: %q is on the screen as it is", name, attack)
					}
				})
			}
		}
	}
}

func TestUpperFirstKnowsAllLetters(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "A", "übersicht": "Übersicht", "адрес": "Адрес", "9 files": "9 files", "日本": "日本"} {
		if got := steps.UpperFirst(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
