// Package applicant is the first screen: it asks for the applicant, and for the
// flow when the service does not name one. It returns OpenDossier or a chosen
// flow. It reads no journal and asks no service: both come in the Frame.
package applicant

import (
	"cmp"
	"slices"

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
	pasted      pastedText
	confirmed   bool   // Enter was pressed once on an ID of an unusual length
	highlighted string // the applicant of the highlighted row; "" for none
	flowField   steps.Field
	flowRow     int // of the flows
	notice      steps.Notice
	earlyEnter  bool // Enter came while something was being opened; it is carried out after that
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

func (sc Screen) currentQuestion(f steps.Frame) question {
	_, hasFlow := f.Journey.Flow()
	switch {
	case !f.Open:
		return questionApplicant
	case f.Journey.AnyReleased():
		return questionLocked
	case sc.hasServiceFlow(f) && hasFlow:
		return questionAnswered
	case sc.hasServiceFlow(f) || !hasFlow && !f.ApplicantFetched && f.Journey.Head() == 0 && (!f.Service.Asked || f.Service.Reachable):
		return questionLoading
	}
	return questionFlow
}

// hasServiceFlow reports whether the service named a flow that is known here.
func (sc Screen) hasServiceFlow(f steps.Frame) bool {
	return slices.ContainsFunc(f.Flows, func(o flows.Flow) bool { return f.ServiceFlow.Is(o.Name) })
}

// Update takes keys and pastes.
func (sc Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return sc.withoutNotice().handlePaste(msg, f), nil, nil
	case steps.ShownMsg:
		sc.notice = steps.Notice{}
	case steps.OpeningEndedMsg:
		if sc.earlyEnter {
			return sc.handleEnter(f)
		}
	case tea.KeyPressMsg:
		sc = sc.withoutNotice()
		switch sc.currentQuestion(f) {
		case questionApplicant:
			return sc.updateApplicantQuestion(msg, f)
		case questionFlow:
			return sc.updateFlowQuestion(msg, f)
		}
		return sc.updateAnswered(msg, f)
	}
	return sc, nil, nil
}

// withoutNotice forgets the answer to the key before, and an Enter that still waits: what
// comes after it may mean something else.
func (sc Screen) withoutNotice() Screen {
	sc.notice, sc.earlyEnter = steps.Notice{}, false
	return sc
}

// handlePaste puts a pasted text in; an ID inside it stands for the whole. It never
// opens anything.
func (sc Screen) handlePaste(msg tea.PasteMsg, f steps.Frame) steps.Step {
	if sc.currentQuestion(f) == questionFlow {
		sc.flowField, _ = sc.flowField.Update(msg)
		sc.flowRow = sc.firstMatchingFlow(f)
	}
	if sc.currentQuestion(f) != questionApplicant {
		return sc
	}
	sc.highlighted, sc.confirmed = "", false
	return sc.pasteApplicantID(msg)
}

func (sc Screen) updateApplicantQuestion(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	rows := sc.matchingDossiers(f)
	at := sc.highlightedRow(rows)
	if key.Matches(msg, f.Keys.Enter) {
		return sc.handleEnter(f)
	}
	if key.Matches(msg, f.Keys.Back) {
		return sc, nil, nil
	}
	if to, ok := steps.MoveHighlight(f.Keys, msg, at, len(rows), steps.NoRow); ok {
		sc.highlighted = ""
		if to >= 0 {
			sc.highlighted = rows[to].Key.Applicant
		}
		return sc, nil, nil
	}
	var cmd tea.Cmd
	before := sc.idField.Value()
	sc.idField, cmd = sc.idField.Update(msg)
	if sc.idField.Value() != before {
		sc.highlighted, sc.confirmed = "", false
	}
	return sc, cmd, nil
}

// highlightedRow is the row of the highlighted dossier.
func (sc Screen) highlightedRow(rows []flows.Summary) int {
	return slices.IndexFunc(rows, func(d flows.Summary) bool { return d.Key.Applicant == sc.highlighted })
}

// handleEnter opens the highlighted dossier, or that of the ID. While the journal is being
// opened the Enter waits for it.
func (sc Screen) handleEnter(f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	sc.earlyEnter = false
	applicant := cmp.Or(sc.highlighted, sc.reading().ID)
	switch {
	case f.JournalFault != "":
		sc.notice = steps.NoticeOf(journalFaultText)
	case applicant == "":
		sc.notice = steps.FixedNotice("Type or paste an applicant ID, or choose a row with ↑ ↓.").While(sc.canOpen)
	case sc.highlighted == "" && !sc.confirmed && !sc.isExpectedID(f, applicant):
		sc.confirmed = true
		sc.notice = steps.FixedNotice("Compare the ID first. Enter again opens it.").While(sc.canOpen)
	case f.Opening || sc.lastSubmit.IsPending(f):
		sc.earlyEnter = true
	default:
		sc.lastSubmit = steps.NewLastSubmit(f)
		return sc, nil, steps.OpenDossier{Applicant: applicant}
	}
	return sc, nil, nil
}

// canOpen reports whether an applicant is asked for and a dossier can be opened.
func (sc Screen) canOpen(f steps.Frame) bool {
	return f.JournalFault == "" && sc.currentQuestion(f) == questionApplicant
}

// journalFaultText is why nothing can be opened; "" when something can.
func journalFaultText(f steps.Frame) string {
	if f.JournalFault == "" {
		return ""
	}
	return "Nothing can be opened: " + f.JournalFault
}

// updateAnswered takes keys when nothing is left to ask.
func (sc Screen) updateAnswered(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	_, hasFlow := f.Journey.Flow()
	switch {
	case key.Matches(msg, f.Keys.Enter) && hasFlow:
		return sc, nil, steps.Go{}
	case key.Matches(msg, f.Keys.Back):
		return sc, nil, steps.NextApplicant{}
	}
	return sc, nil, nil
}

// Keys are the bindings of the present question.
func (sc Screen) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	back := keys.WithHelp(k.Back, "start list")
	switch sc.currentQuestion(f) {
	case questionAnswered, questionLocked:
		return []key.Binding{keys.WithHelp(k.Enter, "go on"), back}
	case questionLoading:
		return []key.Binding{back}
	case questionFlow:
		return sc.flowKeys(f, back)
	}
	var list []key.Binding
	if sc.highlighted != "" || sc.reading().ID != "" {
		list = append(list, keys.WithHelp(k.Enter, "open"))
	}
	if rows := sc.matchingDossiers(f); len(rows) > 0 {
		list = append(list, keys.WithHelp(k.Up, "choose"))
		list = append(list, steps.PageKeys(k, sc.highlightedRow(rows), len(rows))...)
	}
	if sc.idField.Value() != "" {
		list = append(list, k.Clear)
	}
	if f.HasBoard {
		list = append(list, k.Board)
	}
	return list
}
