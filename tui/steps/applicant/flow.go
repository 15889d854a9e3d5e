package applicant

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// updateFlowQuestion takes keys while the flow is asked for.
func (a Screen) updateFlowQuestion(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	rows := a.matchingFlows(f)
	switch {
	case key.Matches(msg, f.Keys.Back):
		return a, nil, steps.NextApplicant{}
	case key.Matches(msg, f.Keys.Enter):
		return a.chooseFlow(rows, f)
	}
	if to, ok := steps.MoveHighlight(f.Keys, msg, a.flowRow, len(rows), 0); ok {
		a.flowRow = to
		return a, nil, nil
	}
	var cmd tea.Cmd
	before := a.flowField.Value()
	a.flowField, cmd = a.flowField.Update(msg)
	if a.flowField.Value() != before {
		a.flowRow = a.firstMatchingFlow(f)
	}
	return a, cmd, nil
}

func (a Screen) chooseFlow(rows []flows.Flow, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	if f.ReadOnly {
		return a, nil, steps.AskTakeOver(f)
	}
	if a.flowRow < 0 || a.flowRow >= len(rows) || a.lastSubmit.IsPending(f) {
		a.notice = "Choose a flow with ↑ ↓, or type a part of its name."
		return a, nil, nil
	}
	if now, ok := f.Journey.Flow(); ok && now.Name == rows[a.flowRow].Name {
		return a, nil, steps.Go{}
	}
	a.lastSubmit = steps.NewLastSubmit(f)
	return a, nil, steps.PostAndGo{Events: []flows.Event{flows.FlowChosen{Flow: rows[a.flowRow]}}}
}

// firstMatchingFlow highlights the first flow that fits what was typed.
func (a Screen) firstMatchingFlow(f steps.Frame) int {
	if a.flowField.Value() == "" || len(a.matchingFlows(f)) == 0 {
		return steps.NoRow
	}
	return 0
}

// matchingFlows are the flows whose name holds what was typed.
func (a Screen) matchingFlows(f steps.Frame) []flows.Flow {
	needle := strings.ToLower(strings.TrimSpace(a.flowField.Value()))
	return slices.DeleteFunc(slices.Clone(f.Flows), func(o flows.Flow) bool {
		return !strings.Contains(strings.ToLower(o.Name), needle)
	})
}

// flowName is a flow's name for the screen; it comes from a file of the
// administrator.
func flowName(f flows.Flow) string { return safe.LineOf(f.Name, 60).String() }
