// Package applicant is the first screen: it asks for the applicant, and for the
// flow when the service does not name one. It returns OpenDossier or a chosen
// flow. It reads no journal and asks no service: both come in the Frame.
package applicant

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// Screen asks who the pictures are for, by ID or out of the open
// work, and for the flow when the service cannot tell it.
type Screen struct {
	idField     steps.Field
	highlighted string // the applicant of the highlighted row; "" for none
	flowField   steps.Field
	flowRow     int // of the flows
	notice      string
	lastSubmit  steps.LastSubmit
}

// New makes the first screen.
func New(_ steps.Deps, f steps.Frame, _ steps.Place) (steps.Step, tea.Cmd) {
	a := Screen{
		idField:   steps.NewField("paste it, or a link that holds it", 4096),
		flowField: steps.NewField("type a part of its name", 128),
		flowRow:   steps.NoRow,
	}
	if flow, ok := f.Journey.Flow(); ok {
		a.flowRow = slices.IndexFunc(f.Flows, func(o flows.Flow) bool { return o.Name == flow.Name })
	}
	return a, nil
}

// question is what the first screen asks at the moment.
type question int

const (
	questionApplicant question = iota
	questionFlow               // a dossier is open, and the service could not tell its flow
	questionAnswered           // everything is known; it can still be left for another applicant
	questionLocked             // a picture was sent: the applicant is settled
	questionLoading            // the service is being asked
)

func (a Screen) currentQuestion(f steps.Frame) question {
	_, hasFlow := f.Journey.Flow()
	switch {
	case !f.Open:
		return questionApplicant
	case f.Journey.AnyReleased():
		return questionLocked
	case a.hasServiceFlow(f) && hasFlow:
		return questionAnswered
	case a.hasServiceFlow(f) || !hasFlow && !f.ApplicantFetched && f.Journey.Head() == 0 && (!f.Service.Asked || f.Service.Reachable):
		return questionLoading
	}
	return questionFlow
}

// hasServiceFlow reports whether the service named a flow that is known here.
func (a Screen) hasServiceFlow(f steps.Frame) bool {
	return slices.ContainsFunc(f.Flows, func(o flows.Flow) bool { return f.ServiceFlow.Is(o.Name) })
}

// Update takes keys and pastes.
func (a Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return a.handlePaste(msg, f), nil, nil
	case tea.KeyPressMsg:
		a.notice = ""
		switch a.currentQuestion(f) {
		case questionApplicant:
			return a.updateApplicantQuestion(msg, f)
		case questionFlow:
			return a.updateFlowQuestion(msg, f)
		}
		return a.updateAnswered(msg, f)
	}
	return a, nil, nil
}

// handlePaste puts a pasted text in; an ID inside it stands for the whole. It never
// opens anything.
func (a Screen) handlePaste(msg tea.PasteMsg, f steps.Frame) steps.Step {
	if a.currentQuestion(f) == questionFlow {
		a.flowField, _ = a.flowField.Update(msg)
		a.flowRow = a.firstMatchingFlow(f)
	}
	if a.currentQuestion(f) != questionApplicant {
		return a
	}
	a.highlighted = ""
	if id, _ := findApplicantID(msg.Content); id != "" && strings.TrimSpace(a.idField.Value()) == "" {
		a.idField = a.idField.With(id)
		return a
	}
	a.idField, _ = a.idField.Update(msg)
	return a
}

func (a Screen) updateApplicantQuestion(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	rows := a.matchingDossiers(f)
	at := slices.IndexFunc(rows, func(d flows.Summary) bool { return d.Key.Applicant == a.highlighted })
	if key.Matches(msg, f.Keys.Enter) {
		return a.handleEnter(f)
	}
	if key.Matches(msg, f.Keys.Back) {
		return a, nil, nil
	}
	if to, ok := steps.MoveHighlight(f.Keys, msg, at, len(rows), steps.NoRow); ok {
		a.highlighted = ""
		if to >= 0 {
			a.highlighted = rows[to].Key.Applicant
		}
		return a, nil, nil
	}
	var cmd tea.Cmd
	before := a.idField.Value()
	a.idField, cmd = a.idField.Update(msg)
	if a.idField.Value() != before {
		a.highlighted = ""
	}
	return a, cmd, nil
}

func (a Screen) handleEnter(f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	id, _ := findApplicantID(a.idField.Value())
	switch {
	case f.JournalFault != "":
		a.notice = "Nothing can be opened: " + f.JournalFault
	case f.Opening || a.lastSubmit.IsPending(f):
		a.notice = "Opening…"
	case a.highlighted != "":
		a.lastSubmit = steps.NewLastSubmit(f)
		return a, nil, steps.OpenDossier{Applicant: a.highlighted}
	case id != "":
		a.lastSubmit = steps.NewLastSubmit(f)
		return a, nil, steps.OpenDossier{Applicant: id}
	default:
		a.notice = "Type or paste an applicant ID, or choose a row with ↑ ↓."
	}
	return a, nil, nil
}

// dossierGroups is the order of the start list.
func dossierGroups() []string {
	return []string{flows.GroupNeedsYou, flows.GroupWaiting, flows.GroupUnfinished, flows.GroupDone}
}

// matchingDossiers are the dossiers that fit what was typed, group after group, newest
// first in each. Finished ones show when they are searched for.
func (a Screen) matchingDossiers(f steps.Frame) []flows.Summary {
	needle := strings.TrimSpace(a.idField.Value())
	if id, _ := findApplicantID(needle); id != "" {
		needle = id
	}
	var list []flows.Summary
	for _, g := range dossierGroups() {
		for _, d := range f.Dossiers {
			if d.Group == g && (needle != "" || g != flows.GroupDone) && strings.Contains(d.Key.Applicant, needle) {
				list = append(list, d)
			}
		}
	}
	return list
}

// updateAnswered takes keys when nothing is left to ask.
func (a Screen) updateAnswered(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	_, hasFlow := f.Journey.Flow()
	switch {
	case key.Matches(msg, f.Keys.Enter) && hasFlow:
		return a, nil, steps.Go{}
	case key.Matches(msg, f.Keys.Back) && a.currentQuestion(f) != questionLocked:
		return a, nil, steps.NextApplicant{}
	}
	return a, nil, nil
}

// Keys are the bindings of the present question.
func (a Screen) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	back := keys.WithHelp(k.Back, "other applicant")
	switch a.currentQuestion(f) {
	case questionLocked:
		return []key.Binding{keys.WithHelp(k.Enter, "go on")}
	case questionAnswered:
		return []key.Binding{keys.WithHelp(k.Enter, "go on"), back}
	case questionLoading:
		return []key.Binding{back}
	case questionFlow:
		return []key.Binding{keys.WithHelp(k.Enter, "take"), back, keys.WithHelp(k.Up, "flow"), k.Clear}
	}
	list := []key.Binding{keys.WithHelp(k.Enter, "open")}
	if len(a.matchingDossiers(f)) > 0 {
		list = append(list, keys.WithHelp(k.Up, "choose"))
	}
	if a.idField.Value() != "" {
		list = append(list, k.Clear)
	}
	return list
}
