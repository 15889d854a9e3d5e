package tui

import (
	"slices"
	"testing"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// TestALockedChecklistLeadsToTheResult proves that esc on the review shows no
// question that cannot be answered.
func TestALockedChecklistLeadsToTheResult(t *testing.T) {
	review := steps.Place{Stage: flows.StageReview}
	running := stepstest.DocumentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("Pending")}, flows.StatusSeen{Status: foreign.Untrusted("Pending")})
	if got := previousPlace(running, review); got.Stage != flows.StageResult {
		t.Errorf("leads to %v", got)
	}
	if got := previousPlace(stepstest.DocumentsChosen(t), review); got.Stage != flows.StageFiles {
		t.Errorf("an open checklist leads to %v", got)
	}
}

// TestEscSkipsWhatCannotBeChanged proves that esc leads from question to question up
// to the first, and passes over the document of the selfie, which there is no choice of.
func TestEscSkipsWhatCannotBeChanged(t *testing.T) {
	j := stepstest.DocumentsChosen(t)
	var stages []flows.Stage
	p := steps.Place{Stage: flows.StageReview}
	for p.Stage != flows.StageApplicant {
		if p = previousPlace(j, p); p.Need == "selfie" {
			t.Error("asks for the document of the selfie")
		}
		stages = append(stages, p.Stage)
	}
	want := []flows.Stage{flows.StageFiles, flows.StageFiles, flows.StageFiles, flows.StageFiles, flows.StageDocuments, flows.StageDocuments, flows.StageApplicant}
	if !slices.Equal(stages, want) {
		t.Errorf("leads over %v", stages)
	}
	if got := previousPlace(j, steps.Place{Stage: flows.StageDocuments, Need: "selfie", FromReview: true}); got.Stage != flows.StageReview {
		t.Errorf("from the review it leads to %v", got)
	}
}
