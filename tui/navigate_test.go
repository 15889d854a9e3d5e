package tui

import (
	"slices"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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

// countingStep counts the messages that reach it.
type countingStep struct{ n *int }

func (c countingStep) Update(tea.Msg, steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	*c.n++
	return c, nil, nil
}
func (countingStep) View(steps.Frame) steps.Body    { return steps.Body{} }
func (countingStep) Keys(steps.Frame) []key.Binding { return nil }

// answerOf and refreshOf are messages to the screen of a place.
type (
	answerOf  struct{ place steps.Place }
	refreshOf struct{ answerOf }
)

func (a answerOf) Destination() steps.Place { return a.place }
func (refreshOf) Refreshes()                {}

// TestAScreenBehindAnotherIsNotRefreshed proves that a screen gets its answers wherever the
// operator looks, and is refreshed only while it is shown.
func TestAScreenBehindAnotherIsNotRefreshed(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	here, behind := m.nav.place, steps.Place{Stage: flows.StageFiles, Slot: stepstest.FrontSlot}
	got := map[steps.Place]*int{here: new(int), behind: new(int)}
	for place, n := range got {
		m.nav.visited[place] = countingStep{n}
	}
	for _, c := range []struct {
		msg  steps.RoutedMsg
		want map[steps.Place]int
	}{
		{answerOf{here}, map[steps.Place]int{here: 1}}, {answerOf{behind}, map[steps.Place]int{here: 1, behind: 1}},
		{refreshOf{answerOf{here}}, map[steps.Place]int{here: 2, behind: 1}}, {refreshOf{answerOf{behind}}, map[steps.Place]int{here: 2, behind: 1}},
	} {
		m.Update(c.msg)
		for place, n := range got {
			if *n != c.want[place] {
				t.Errorf("after %T: %v got %d, want %d", c.msg, place, *n, c.want[place])
			}
		}
	}
}
