package steps_test

import (
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
	"testing"
)

// TestALockedChecklistLeadsToTheResult proves that esc on the review shows no
// question that can not be answered.
func TestALockedChecklistLeadsToTheResult(t *testing.T) {
	review := steps.Place{Stage: flows.StageReview}
	running := stepstest.DocumentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("Pending")}, flows.StatusSeen{Status: foreign.Untrusted("Pending")})
	if got := steps.PreviousPlace(stepstest.NewFrame(80, 18, running), review); got.Stage != flows.StageResult {
		t.Errorf("leads to %v", got)
	}
	if got := steps.PreviousPlace(stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), review); got.Stage == flows.StageResult {
		t.Error("an open checklist leads to the result")
	}
}
