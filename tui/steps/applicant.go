package steps

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
)

// Applicant asks who the pictures are for, by ID or out of the work that lies
// open, and for the flow when the service can not tell it.
type Applicant struct {
	id   Field
	at   string // the applicant of the highlighted row; "" for none
	flow Field
	row  int // of the flows
	note string
	took taken
}

// NewApplicant makes the first screen.
func NewApplicant(_ Deps, f Frame) (Step, tea.Cmd) {
	a := Applicant{
		id:   NewField("paste it, or a link that holds it", 4096),
		flow: NewField("type a part of its name", 128),
		row:  noRow,
	}
	if flow, ok := f.Journey.Flow(); ok {
		a.row = slices.IndexFunc(f.Flows, func(o flows.Flow) bool { return o.Name == flow.Name })
	}
	return a, nil
}

// question is what the first screen asks at the moment.
type question int

const (
	askWho      question = iota
	askFlow              // a dossier is open, and the service could not tell its flow
	askedBefore          // everything is known; it can still be left for another applicant
	whoLocked            // a picture was sent: the applicant is settled
	listening            // the service is being asked
)

func (a Applicant) question(f Frame) question {
	_, hasFlow := f.Journey.Flow()
	switch {
	case !f.Open:
		return askWho
	case f.Journey.AnyReleased():
		return whoLocked
	case a.told(f) && hasFlow:
		return askedBefore
	case a.told(f) || !hasFlow && !f.Greeted && f.Journey.Head() == 0 && (!f.Reachable.Asked || f.Reachable.OK):
		return listening
	}
	return askFlow
}

// told reports whether the service named a flow that is known here.
func (a Applicant) told(f Frame) bool {
	return slices.ContainsFunc(f.Flows, func(o flows.Flow) bool { return f.ServiceFlow.Is(o.Name) })
}

// Update takes keys and pastes.
func (a Applicant) Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return a.pasted(msg, f), nil, nil
	case tea.KeyPressMsg:
		a.note = ""
		switch a.question(f) {
		case askWho:
			return a.who(msg, f)
		case askFlow:
			return a.which(msg, f)
		}
		return a.known(msg, f)
	}
	return a, nil, nil
}

// pasted puts a pasted text in; an ID inside it stands for the whole. It never
// opens anything.
func (a Applicant) pasted(msg tea.PasteMsg, f Frame) Step {
	if a.question(f) == askFlow {
		a.flow, _ = a.flow.Update(msg)
		a.row = a.firstFlow(f)
	}
	if a.question(f) != askWho {
		return a
	}
	a.at = ""
	if id, _ := findApplicant(msg.Content); id != "" && strings.TrimSpace(a.id.Value()) == "" {
		a.id = a.id.With(id)
		return a
	}
	a.id, _ = a.id.Update(msg)
	return a
}

func (a Applicant) who(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	rows := a.rows(f)
	at := slices.IndexFunc(rows, func(d Dossier) bool { return d.Applicant == a.at })
	if key.Matches(msg, f.Keys.Enter) {
		return a.enter(f)
	}
	if key.Matches(msg, f.Keys.Back) {
		return a, nil, nil
	}
	if to, ok := moved(f.Keys, msg, at, len(rows), noRow); ok {
		a.at = ""
		if to >= 0 {
			a.at = rows[to].Applicant
		}
		return a, nil, nil
	}
	var cmd tea.Cmd
	before := a.id.Value()
	a.id, cmd = a.id.Update(msg)
	if a.id.Value() != before {
		a.at = ""
	}
	return a, cmd, nil
}

func (a Applicant) enter(f Frame) (Step, tea.Cmd, Action) {
	id, _ := findApplicant(a.id.Value())
	switch {
	case f.Fault != "":
		a.note = "Nothing can be opened: " + f.Fault
	case f.Opening || a.took.still(f):
		a.note = "Opening…"
	case a.at != "":
		a.took = takenAt(f)
		return a, nil, OpenDossier{a.at}
	case id != "":
		a.took = takenAt(f)
		return a, nil, OpenDossier{id}
	default:
		a.note = "Type or paste an applicant ID, or choose a row with ↑ ↓."
	}
	return a, nil, nil
}

// groups is the order of the start list.
func groups() []string { return []string{"needs you", "waiting", "unfinished", "done"} }

// rows are the dossiers that fit what was typed, group after group, newest
// first in each. Finished ones show when they are searched for.
func (a Applicant) rows(f Frame) []Dossier {
	needle := strings.TrimSpace(a.id.Value())
	if id, _ := findApplicant(needle); id != "" {
		needle = id
	}
	var list []Dossier
	for _, g := range groups() {
		for _, d := range f.Dossiers {
			if d.Group == g && (needle != "" || g != "done") && strings.Contains(d.Applicant, needle) {
				list = append(list, d)
			}
		}
	}
	return list
}

// known takes keys when nothing is left to ask.
func (a Applicant) known(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	_, hasFlow := f.Journey.Flow()
	switch {
	case key.Matches(msg, f.Keys.Enter) && hasFlow:
		return a, nil, Go{}
	case key.Matches(msg, f.Keys.Back) && a.question(f) != whoLocked:
		return a, nil, NextApplicant{}
	}
	return a, nil, nil
}

// Keys are the bindings of the present question.
func (a Applicant) Keys(f Frame) []key.Binding {
	k := f.Keys
	back := keys.As(k.Back, "other applicant")
	switch a.question(f) {
	case whoLocked:
		return []key.Binding{keys.As(k.Enter, "go on")}
	case askedBefore:
		return []key.Binding{keys.As(k.Enter, "go on"), back}
	case listening:
		return []key.Binding{back}
	case askFlow:
		return []key.Binding{keys.As(k.Enter, "take"), back, keys.As(k.Up, "flow"), k.Clear}
	}
	list := []key.Binding{keys.As(k.Enter, "open")}
	if len(a.rows(f)) > 0 {
		list = append(list, keys.As(k.Up, "choose"))
	}
	if a.id.Value() != "" {
		list = append(list, k.Clear)
	}
	return list
}
