package documents

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// handleEnter takes the highlight: the document, then the country.
func (s Screen) handleEnter(f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	switch {
	case f.ReadOnly:
		return s, nil, steps.AskTakeOver(f)
	case !steps.CanChoose(f):
		s.notice = steps.NoticeOf(steps.BlockedReason)
		return s, nil, nil
	case s.lastSubmit.IsPending(f):
		return s, nil, nil
	case !s.hasHighlight():
		s.notice = steps.FixedNotice("Nothing is highlighted: choose with ↑ ↓, or go on typing.").While(steps.CanChoose)
		return s, nil, nil
	case !s.onCountry:
		return s.openCountryQuestion(), nil, nil
	}
	return s.chooseDocument(f)
}

// chooseDocument chooses the document. A need with pictures is asked about first: what
// was sent stays at the service under the old name.
func (s Screen) chooseDocument(f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	event := flows.DocumentChosen{Need: s.place.Need, Type: s.chosen.Type, Country: s.countryMatches[s.highlighted].Code}
	old, had := f.Journey.Document(s.place.Need)
	if had && old.Type == event.Type && old.Country == event.Country {
		return s, nil, steps.Go{Place: s.place.NextPlace()}
	}
	lines := steps.LinesOfNeed(f.Journey, s.place.Need)
	if why, cancel := steps.UnchangeableReason(lines); why != "" {
		return s, nil, askCancelAndChange(cancel, event, s.place.NextPlace())
	}
	if left := picturesAtService(f.Journey, s.place.Need); len(left) > 0 {
		return s, nil, askChangeDocument(old, event, left, s.place.NextPlace())
	}
	s.lastSubmit = steps.NewLastSubmit(f)
	return s, nil, steps.PostAndGo{Events: []flows.Event{event}, Place: s.place.NextPlace()}
}

// askCancelAndChange refuses a change under a running send, and offers to cancel
// the send where that is still possible.
func askCancelAndChange(cancel []flows.Event, event flows.DocumentChosen, to steps.Place) steps.Action {
	d := steps.Dialog{
		Title:   "Change this document?",
		TextNow: func(f steps.Frame) []string { return changeObstacleTexts(f, event.Need) },
		Choices: []steps.Choice{{Label: "Leave it as it is"}},
	}
	if len(cancel) > 0 {
		d.Choices = append(d.Choices, steps.Choice{Label: "Cancel the sending and change", Then: func(string) steps.Action {
			return steps.PostAndGo{Events: append(cancel, event), Place: to}
		}})
	}
	return steps.Ask{Dialog: d}
}

// changeObstacleTexts say what is in the way of a change now, and what a cancel does.
func changeObstacleTexts(f steps.Frame, need string) []string {
	why, cancel := steps.UnchangeableReason(steps.LinesOfNeed(f.Journey, need))
	switch {
	case why == "":
		return []string{"No picture is in the way any more. Close this and choose again."}
	case len(cancel) > 0:
		return []string{why, assets.CancelInTime.String()}
	}
	return []string{why}
}

// askChangeDocument says what a change cannot undo.
func askChangeDocument(old flows.Document, event flows.DocumentChosen, left []string, to steps.Place) steps.Action {
	was, will := documentText(old.Type, old.Country), documentText(event.Type, event.Country)
	return steps.Ask{Dialog: steps.Dialog{
		Title: "Change to " + will + "?",
		Text: []string{
			assets.StaysAtService.With(was, strings.Join(left, ", ")),
			"Here these pictures are set aside and this document starts again; the same files are offered.",
		},
		Choices: []steps.Choice{
			{Label: "Keep " + was},
			{Label: "Change to " + will, Then: func(string) steps.Action {
				return steps.PostAndGo{Events: []flows.Event{event}, Place: to}
			}},
		},
	}}
}

// picturesAtService names the pictures of a need that the service may have, as its
// document now stands.
func picturesAtService(j flows.Journey, need string) []string {
	var names []string
	for _, l := range steps.LinesOfNeed(j, need) {
		if l.State == flows.Accepted || l.State == flows.SetAside || l.Tried && l.Attempt.MayBeReceived() {
			names = append(names, steps.SlotTitle(l))
		}
	}
	return names
}

// documentText is a choice in words: "Identity card · Germany".
func documentText(t flows.DocType, c flows.Country) string {
	return assets.DocumentName(t) + " · " + assets.CountryName(string(c))
}
