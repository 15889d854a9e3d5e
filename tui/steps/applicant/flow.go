package applicant

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// updateFlowQuestion takes keys while the flow is asked for.
func (sc Screen) updateFlowQuestion(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	rows := sc.matchingFlows(f)
	switch {
	case key.Matches(msg, f.Keys.Back):
		return sc, nil, steps.NextApplicant{}
	case key.Matches(msg, f.Keys.Enter):
		return sc.chooseFlow(rows, f)
	}
	if to, ok := steps.MoveHighlight(f.Keys, msg, sc.flowRow, len(rows), 0); ok {
		sc.flowRow = to
		return sc, nil, nil
	}
	var cmd tea.Cmd
	before := sc.flowField.Value()
	sc.flowField, cmd = sc.flowField.Update(msg)
	if sc.flowField.Value() != before {
		sc.flowRow = sc.firstMatchingFlow(f)
	}
	return sc, cmd, nil
}

func (sc Screen) chooseFlow(rows []flows.Flow, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	if f.ReadOnly {
		return sc, nil, steps.AskTakeOver(f)
	}
	if sc.lastSubmit.IsPending(f) {
		return sc, nil, nil
	}
	if sc.flowRow < 0 || sc.flowRow >= len(rows) {
		sc.notice = steps.FixedNotice("Choose a flow with ↑ ↓, or type a part of its name.").While(sc.canChooseFlow)
		return sc, nil, nil
	}
	if now, ok := f.Journey.Flow(); ok && now.Name == rows[sc.flowRow].Name {
		return sc, nil, steps.Go{}
	}
	sc.lastSubmit = steps.NewLastSubmit(f)
	return sc, nil, steps.PostAndGo{Events: []flows.Event{flows.FlowChosen{Flow: rows[sc.flowRow]}}}
}

// canChooseFlow reports whether the flow is asked for, and can be chosen here.
func (sc Screen) canChooseFlow(f steps.Frame) bool {
	return !f.ReadOnly && sc.currentQuestion(f) == questionFlow
}

// firstMatchingFlow highlights the first flow that fits what was typed.
func (sc Screen) firstMatchingFlow(f steps.Frame) int {
	if sc.flowField.Value() == "" || len(sc.matchingFlows(f)) == 0 {
		return steps.NoRow
	}
	return 0
}

// matchingFlows are the flows whose name holds what was typed.
func (sc Screen) matchingFlows(f steps.Frame) []flows.Flow {
	needle := strings.ToLower(strings.TrimSpace(sc.flowField.Value()))
	return slices.DeleteFunc(slices.Clone(f.Flows), func(o flows.Flow) bool {
		return !strings.Contains(strings.ToLower(o.Name), needle)
	})
}

// flowKeys are the bindings while the flow is asked for.
func (sc Screen) flowKeys(f steps.Frame, back key.Binding) []key.Binding {
	k := f.Keys
	var list []key.Binding
	switch {
	case f.ReadOnly:
		list = append(list, keys.WithHelp(k.Enter, steps.ReadOnlyLabel(f)))
	case sc.flowRow >= 0 && sc.flowRow < len(sc.matchingFlows(f)):
		list = append(list, keys.WithHelp(k.Enter, "take"))
	}
	list = append(list, back)
	if n := len(sc.matchingFlows(f)); n > 0 {
		list = append(list, keys.WithHelp(k.Up, "flow"))
		list = append(list, steps.PageKeys(k, sc.flowRow, n)...)
	}
	if sc.flowField.Value() != "" {
		list = append(list, k.Clear)
	}
	return list
}

// flowName is a flow's name for the screen; it comes from a file of the
// administrator.
func flowName(f flows.Flow) string { return safe.LineOf(f.Name, 60).String() }
