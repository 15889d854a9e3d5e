package steps

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
)

// Documents asks, for one need, which document there is and which country it
// comes from. The other needs are shown with what was chosen for them.
type Documents struct {
	place     Place
	doc       Field
	country   Field
	onCountry bool
	chosen    assets.DocMatch // the answer to the first question
	docs      []assets.DocMatch
	lands     []assets.Match
	at        int // the highlighted row of the open question
	first     flows.Country
	note      string
	took      taken
}

// NewDocuments makes the question for the need of p. A need that allows one
// document only begins with the country.
func NewDocuments(_ Deps, f Frame, p Place) (Step, tea.Cmd) {
	s := Documents{
		place:   p,
		doc:     NewField("a name or a type", 64),
		country: NewField("a name or a code", 64),
		first:   prefilled(f.Journey, p.Need),
	}
	need := s.need(f)
	s.docs = assets.MatchDocument("", need.AnyOf)
	s.lands = s.countries(need)
	if doc, ok := f.Journey.Document(p.Need); ok {
		s.at = max(slices.IndexFunc(s.docs, func(d assets.DocMatch) bool { return d.Type == doc.Type }), 0)
	}
	if len(s.docs) == 1 {
		s.chosen, s.onCountry = s.docs[0], true
		s.at = s.top()
	}
	return s, nil
}

// prefilled is the country that is offered first: the present choice, the
// flow's, or that of the need before.
func prefilled(j flows.Journey, name string) flows.Country {
	var before flows.Country
	for _, n := range j.Checklist() {
		if n.Need.Name != name {
			if n.Chosen {
				before = n.Document.Country
			}
			continue
		}
		offers := []flows.Country{n.Document.Country, n.Need.Country, before}
		for _, c := range offers {
			if c != "" && (len(n.Need.Countries) == 0 || slices.Contains(n.Need.Countries, c)) {
				return c
			}
		}
		return ""
	}
	return ""
}

func (s Documents) need(f Frame) flows.Need {
	flow, _ := f.Journey.Flow()
	need, _ := flow.Need(s.place.Need)
	return need
}

// countries lists what fits the typed text, the prefilled country on top while
// nothing is typed.
func (s Documents) countries(need flows.Need) []assets.Match {
	list := assets.MatchCountry(s.country.Value())
	if len(need.Countries) > 0 {
		list = slices.DeleteFunc(list, func(m assets.Match) bool { return !slices.Contains(need.Countries, m.Code) })
	}
	at := slices.IndexFunc(list, func(m assets.Match) bool { return m.Code == s.first })
	if strings.TrimSpace(s.country.Value()) == "" && at > 0 {
		offered := list[at]
		list = slices.Insert(slices.Delete(list, at, at+1), 0, offered)
	}
	return list
}

// top is the row that is highlighted by itself: the best match of what was
// typed, or what is prefilled; never one that only resembles the text.
func (s Documents) top() int {
	if s.onCountry {
		blank := strings.TrimSpace(s.country.Value()) == ""
		if len(s.lands) == 0 || s.lands[0].Fuzzy || blank && s.lands[0].Code != s.first && len(s.lands) > 1 {
			return noRow
		}
		return 0
	}
	if len(s.docs) == 0 || s.docs[0].Fuzzy {
		return noRow
	}
	return 0
}

// Update takes keys and pastes; a paste is text.
func (s Documents) Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		next, cmd := s.typed(msg, f)
		return next, cmd, nil
	case tea.KeyPressMsg:
		return s.keyed(msg, f)
	}
	return s, nil, nil
}

func (s Documents) keyed(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	s.note = ""
	k := f.Keys
	switch {
	case key.Matches(msg, k.Enter):
		return s.enter(f)
	case key.Matches(msg, k.Back):
		return s.back(f)
	case key.Matches(msg, k.TakeBack):
		return s, nil, TakeBack{}
	case key.Matches(msg, k.Problem):
		return s, nil, Go{reviewOf(f.Journey)}
	case key.Matches(msg, k.NextField):
		return s.tab(f), nil, nil
	}
	if to, ok := moved(k, msg, s.at, s.rows(), 0); ok {
		s.at, s.took = to, taken{}
		return s, nil, nil
	}
	next, cmd := s.typed(msg, f)
	return next, cmd, nil
}

func (s Documents) rows() int {
	if s.onCountry {
		return len(s.lands)
	}
	return len(s.docs)
}

// typed edits the open question's text and filters its list anew.
func (s Documents) typed(msg tea.Msg, f Frame) (Documents, tea.Cmd) {
	var cmd tea.Cmd
	field := &s.doc
	if s.onCountry {
		field = &s.country
	}
	before := field.Value()
	*field, cmd = field.Update(msg)
	if field.Value() == before {
		return s, cmd
	}
	s.took = taken{}
	if s.onCountry {
		s.lands = s.countries(s.need(f))
	} else {
		s.docs = assets.MatchDocument(s.doc.Value(), s.need(f).AnyOf)
	}
	s.at = s.top()
	return s, cmd
}

// tab changes between the two questions, which needs a document.
func (s Documents) tab(f Frame) Documents {
	switch {
	case s.onCountry && len(s.need(f).AnyOf) > 1:
		return s.toDocument()
	case !s.onCountry && s.at >= 0 && s.at < len(s.docs):
		return s.toCountry()
	}
	return s
}

func (s Documents) toCountry() Documents {
	s.chosen, s.onCountry = s.docs[s.at], true
	s.at = s.top()
	return s
}

func (s Documents) toDocument() Documents {
	s.onCountry = false
	s.at = max(slices.IndexFunc(s.docs, func(d assets.DocMatch) bool { return d.Type == s.chosen.Type }), noRow)
	return s
}

// back leads from the country to the document, and from there to the question
// before. What was typed stays.
func (s Documents) back(f Frame) (Step, tea.Cmd, Action) {
	if s.onCountry && len(s.need(f).AnyOf) > 1 {
		return s.toDocument(), nil, nil
	}
	return s, nil, Back{}
}

// Keys are the bindings that work now.
func (s Documents) Keys(f Frame) []key.Binding {
	k := f.Keys
	var list []key.Binding
	switch {
	case f.ReadOnly:
		list = append(list, keys.As(k.Enter, "take over"))
	case standstill(f) == "" && s.at >= 0 && s.at < s.rows():
		list = append(list, k.Enter)
	}
	list = append(list, k.Back)
	if s.rows() > 0 {
		list = append(list, keys.As(k.Up, "choose"))
	}
	if len(s.need(f).AnyOf) > 1 {
		list = append(list, k.NextField)
	}
	if s.onCountry && s.country.Value() != "" || !s.onCountry && s.doc.Value() != "" {
		list = append(list, k.Clear)
	}
	return list
}

// reviewOf is the review, on its first problem.
func reviewOf(j flows.Journey) Place {
	slot, _ := j.FirstProblem()
	return Place{Stage: flows.StageReview, Slot: slot}
}
