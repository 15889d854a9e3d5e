package steps

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
)

// which takes keys while the flow is asked for.
func (a Applicant) which(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	rows := a.flows(f)
	switch {
	case key.Matches(msg, f.Keys.Back):
		return a, nil, NextApplicant{}
	case key.Matches(msg, f.Keys.Enter):
		return a.chooseFlow(rows, f)
	}
	if to, ok := moved(f.Keys, msg, a.row, len(rows), 0); ok {
		a.row = to
		return a, nil, nil
	}
	var cmd tea.Cmd
	before := a.flow.Value()
	a.flow, cmd = a.flow.Update(msg)
	if a.flow.Value() != before {
		a.row = a.firstFlow(f)
	}
	return a, cmd, nil
}

func (a Applicant) chooseFlow(rows []flows.Flow, f Frame) (Step, tea.Cmd, Action) {
	if f.ReadOnly {
		return a, nil, takeOver(f)
	}
	if a.row < 0 || a.row >= len(rows) || a.took.still(f) {
		a.note = "Choose a flow with ↑ ↓, or type a part of its name."
		return a, nil, nil
	}
	if now, ok := f.Journey.Flow(); ok && now.Name == rows[a.row].Name {
		return a, nil, Go{}
	}
	a.took = takenAt(f)
	return a, nil, PostAndGo{Events: []flows.Event{flows.FlowChosen{Flow: rows[a.row]}}}
}

// firstFlow highlights the first flow that fits what was typed.
func (a Applicant) firstFlow(f Frame) int {
	if a.flow.Value() == "" || len(a.flows(f)) == 0 {
		return noRow
	}
	return 0
}

// flows are the flows whose name holds what was typed.
func (a Applicant) flows(f Frame) []flows.Flow {
	needle := strings.ToLower(strings.TrimSpace(a.flow.Value()))
	return slices.DeleteFunc(slices.Clone(f.Flows), func(o flows.Flow) bool {
		return !strings.Contains(strings.ToLower(o.Name), needle)
	})
}

// flowName is a flow's name for the screen; it comes from a file of the
// administrator.
func flowName(f flows.Flow) string { return safe.LineOf(f.Name, 60).String() }
