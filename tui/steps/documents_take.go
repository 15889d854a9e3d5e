package steps

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
)

// enter takes the highlight: the document, then the country.
func (s Documents) enter(f Frame) (Step, tea.Cmd, Action) {
	switch stop := standstill(f); {
	case f.ReadOnly:
		return s, nil, takeOver(f)
	case stop != "":
		s.note = stop
		return s, nil, nil
	case s.took.still(f):
		return s, nil, nil
	case s.at < 0 || s.at >= s.rows():
		s.note = "Nothing is highlighted: choose with ↑ ↓, or go on typing."
		return s, nil, nil
	case !s.onCountry:
		return s.toCountry(), nil, nil
	}
	return s.take(f)
}

// take chooses the document. A need with pictures is asked about first: what
// was sent stays at the service under the old name.
func (s Documents) take(f Frame) (Step, tea.Cmd, Action) {
	event := flows.DocumentChosen{Need: s.place.Need, Type: s.chosen.Type, Country: s.lands[s.at].Code}
	old, had := f.Journey.Document(s.place.Need)
	if had && old.Type == event.Type && old.Country == event.Country {
		return s, nil, Go{s.place.onward()}
	}
	lines := linesOf(f.Journey, s.place.Need)
	if why, cancel := onItsWay(lines); why != "" {
		return s, nil, cancelAndChange(why, cancel, event, s.place.onward())
	}
	if left := atService(f.Journey, s.place.Need); len(left) > 0 {
		return s, nil, changeDocument(old, event, left, s.place.onward())
	}
	s.took = takenAt(f)
	return s, nil, PostAndGo{Events: []flows.Event{event}, Place: s.place.onward()}
}

// cancelAndChange refuses a change under a running send, and offers to cancel
// the send where that is still possible.
func cancelAndChange(why string, cancel []flows.Event, event flows.Event, to Place) Action {
	d := Dialog{Title: "This document can not be changed now", Text: []string{why}, Choices: []Choice{{Label: "Leave it as it is"}}}
	if len(cancel) > 0 {
		d.Text = append(d.Text, "Cancelled in time, nothing of it is received.")
		d.Choices = append(d.Choices, Choice{Label: "Cancel the sending and change", Then: func(string) Action {
			return PostAndGo{Events: append(cancel, event), Place: to}
		}})
	}
	return Ask{d}
}

// changeDocument says what a change can not undo.
func changeDocument(old flows.Document, event flows.DocumentChosen, left []string, to Place) Action {
	was, will := documentWords(old.Type, old.Country), documentWords(event.Type, event.Country)
	return Ask{Dialog{
		Title: "Change to " + will + "?",
		Text: []string{
			fmt.Sprintf("What was sent stays at the service as %s: %s. It can not be taken back.", was, strings.Join(left, ", ")),
			"Here these pictures are set aside and this document starts again; the same files are offered.",
		},
		Choices: []Choice{
			{Label: "Keep " + was},
			{Label: "Change to " + will, Then: func(string) Action {
				return PostAndGo{Events: []flows.Event{event}, Place: to}
			}},
		},
	}}
}

// atService names the pictures of a need that the service may have, as its
// document now stands.
func atService(j flows.Journey, need string) []string {
	var names []string
	for _, l := range linesOf(j, need) {
		if l.State == flows.Accepted || l.State == flows.Withdrawn || l.Tried && l.Attempt.MayHaveArrived() {
			names = append(names, SlotTitle(l))
		}
	}
	return names
}

// documentWords is a choice in words: "Identity card · Germany".
func documentWords(t flows.DocType, c flows.Country) string {
	return assets.DocumentName(t) + " · " + assets.CountryName(string(c))
}
