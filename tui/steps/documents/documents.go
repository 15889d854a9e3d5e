// Package documents is the screen that asks, for each requirement, which document
// there is and from which country. It returns a chosen document, after a dialog
// where pictures were sent already. What is allowed, the journey says.
package documents

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// Screen asks, for one need, which document there is and which country it
// comes from. The other needs are shown with what was chosen for them.
type Screen struct {
	place            steps.Place
	documentField    steps.Field
	countryField     steps.Field
	onCountry        bool
	chosen           assets.DocumentMatch // the answer to the first question
	documentMatches  []assets.DocumentMatch
	countryMatches   []assets.CountryMatch
	highlighted      int // the highlighted row of the open question
	suggestedCountry flows.Country
	notice           steps.Notice
	lastSubmit       steps.LastSubmit
}

// New makes the question for the need of p. A need that allows one
// document only begins with the country.
func New(_ steps.Deps, f steps.Frame, p steps.Place) (steps.Step, tea.Cmd) {
	s := Screen{
		place:            p,
		documentField:    steps.NewField("a name or a type", 64),
		countryField:     steps.NewField("a name or a code", 64),
		suggestedCountry: findSuggestedCountry(f.Journey, p.Need),
	}
	need := s.currentNeed(f)
	s.documentMatches = assets.MatchDocument("", need.AnyOf)
	s.countryMatches = s.matchCountries(need)
	if doc, ok := f.Journey.Document(p.Need); ok {
		s.highlighted = max(slices.IndexFunc(s.documentMatches, func(d assets.DocumentMatch) bool { return d.Type == doc.Type }), 0)
	}
	if len(s.documentMatches) == 1 {
		s.chosen, s.onCountry = s.documentMatches[0], true
		s.highlighted = s.defaultHighlight()
	}
	return s, nil
}

// findSuggestedCountry is the country that is offered first: the present choice, the
// flow's, or that of the need before.
func findSuggestedCountry(j flows.Journey, name string) flows.Country {
	var before flows.Country
	for _, n := range j.Checklist() {
		if n.Need.Name != name {
			if n.Chosen {
				before = n.Document.Country
			}
			continue
		}
		for _, c := range []flows.Country{n.Document.Country, n.Need.Country, before} {
			if c != "" && (len(n.Need.Countries) == 0 || slices.Contains(n.Need.Countries, c)) {
				return c
			}
		}
		break
	}
	return ""
}

func (s Screen) currentNeed(f steps.Frame) flows.Need {
	flow, _ := f.Journey.Flow()
	need, _ := flow.Need(s.place.Need)
	return need
}

// matchCountries lists what fits the typed text, the prefilled country on top while
// nothing is typed.
func (s Screen) matchCountries(need flows.Need) []assets.CountryMatch {
	list := assets.MatchCountry(s.countryField.Value())
	if len(need.Countries) > 0 {
		list = slices.DeleteFunc(list, func(m assets.CountryMatch) bool { return !slices.Contains(need.Countries, m.Code) })
	}
	at := slices.IndexFunc(list, func(m assets.CountryMatch) bool { return m.Code == s.suggestedCountry })
	if strings.TrimSpace(s.countryField.Value()) == "" && at > 0 {
		offered := list[at]
		list = slices.Insert(slices.Delete(list, at, at+1), 0, offered)
	}
	return list
}

// defaultHighlight is the row that is highlighted by itself: the best match of what was
// typed, or what is prefilled; never a guess.
func (s Screen) defaultHighlight() int {
	countries, typed := s.countryMatches, strings.TrimSpace(s.countryField.Value()) != ""
	switch {
	case s.rowCount() == 0:
		return steps.NoRow
	case !s.onCountry && s.documentMatches[0].Fuzzy, s.onCountry && countries[0].Guess:
		return steps.NoRow
	case s.onCountry && !typed && len(countries) > 1 && countries[0].Code != s.suggestedCountry:
		return steps.NoRow
	}
	return 0
}

// Update takes keys and pastes; a paste is text.
func (s Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		s.notice = steps.Notice{}
		return stay(s.editText(msg, f))
	case steps.ShownMsg:
		s.notice = steps.Notice{}
	case tea.KeyPressMsg:
		return s.handleKey(msg, f)
	}
	return s, nil, nil
}

func (s Screen) handleKey(msg tea.KeyPressMsg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	s.notice = steps.Notice{}
	k := f.Keys
	switch {
	case key.Matches(msg, k.Enter):
		return s.handleEnter(f)
	case key.Matches(msg, k.Back):
		return s.goBack(f)
	case key.Matches(msg, k.NextField):
		return s.switchQuestion(f), nil, nil
	}
	if to, ok := steps.MoveHighlight(k, msg, s.highlighted, s.rowCount(), 0); ok {
		s.highlighted, s.lastSubmit = to, steps.LastSubmit{}
		return s, nil, nil
	}
	return stay(s.editText(msg, f))
}

// stay keeps the screen and runs a command.
func stay(s Screen, cmd tea.Cmd) (steps.Step, tea.Cmd, steps.Action) { return s, cmd, nil }

func (s Screen) rowCount() int {
	if s.onCountry {
		return len(s.countryMatches)
	}
	return len(s.documentMatches)
}

func (s Screen) hasHighlight() bool { return s.highlighted >= 0 && s.highlighted < s.rowCount() }

// openField is the field of the open question.
func (s *Screen) openField() *steps.Field {
	if s.onCountry {
		return &s.countryField
	}
	return &s.documentField
}

// editText edits the open question's text and filters its list again.
func (s Screen) editText(msg tea.Msg, f steps.Frame) (Screen, tea.Cmd) {
	var cmd tea.Cmd
	field := s.openField()
	before := field.Value()
	*field, cmd = field.Update(msg)
	if field.Value() == before {
		return s, cmd
	}
	s.lastSubmit = steps.LastSubmit{}
	if s.onCountry {
		s.countryMatches = s.matchCountries(s.currentNeed(f))
	} else {
		s.documentMatches = assets.MatchDocument(s.documentField.Value(), s.currentNeed(f).AnyOf)
	}
	s.highlighted = s.defaultHighlight()
	return s, cmd
}

// switchQuestion changes between the two questions, which needs a document.
func (s Screen) switchQuestion(f steps.Frame) Screen {
	switch {
	case s.onCountry && len(s.currentNeed(f).AnyOf) > 1:
		return s.openDocumentQuestion()
	case !s.onCountry && s.hasHighlight():
		return s.openCountryQuestion()
	}
	return s
}

func (s Screen) openCountryQuestion() Screen {
	s.chosen, s.onCountry = s.documentMatches[s.highlighted], true
	s.highlighted = s.defaultHighlight()
	return s
}

func (s Screen) openDocumentQuestion() Screen {
	s.onCountry = false
	s.highlighted = max(slices.IndexFunc(s.documentMatches, func(d assets.DocumentMatch) bool { return d.Type == s.chosen.Type }), steps.NoRow)
	return s
}

// goBack leads from the country to the document, and from there to the question
// before. What was typed stays.
func (s Screen) goBack(f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	if s.onCountry && len(s.currentNeed(f).AnyOf) > 1 {
		return s.openDocumentQuestion(), nil, nil
	}
	return s, nil, steps.Back{}
}

// Keys are the bindings that work now.
func (s Screen) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	var list []key.Binding
	switch {
	case f.ReadOnly:
		list = append(list, keys.WithHelp(k.Enter, steps.ReadOnlyLabel(f)))
	case steps.BlockedReason(f) == "" && s.hasHighlight():
		list = append(list, k.Enter)
	}
	list = append(list, k.Back)
	if s.rowCount() > 0 {
		list = append(list, keys.WithHelp(k.Up, "choose"))
		list = append(list, steps.PageKeys(k, s.highlighted, s.rowCount())...)
	}
	if len(s.currentNeed(f).AnyOf) > 1 && (s.onCountry || s.hasHighlight()) {
		list = append(list, k.NextField)
	}
	if s.openField().Value() != "" {
		list = append(list, k.Clear)
	}
	return list
}
