package review

import (
	"fmt"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// handleEnter does what the highlighted row offers.
func (s Screen) handleEnter(f steps.Frame) (Screen, steps.Action) {
	if s.lastSubmit.IsPending(f) {
		return s, nil
	}
	l, _ := s.highlightedLine(f)
	switch s.enterAction(f) {
	case enterReadOnly:
		return s, steps.AskTakeOver(f)
	case enterPick:
		return s, steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: l.Slot}}
	case enterPickOther:
		other, _ := refusedOtherSide(f.Journey, l)
		return s, steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: other.Slot}}
	case enterSendAgain:
		chosen, _ := sendAgainConsent(f, l)
		s.lastSubmit = steps.NewLastSubmit(f)
		return s, steps.Post{Events: []flows.Event{chosen}}
	case enterDecide:
		return s, steps.Ask{Dialog: unclearDialog(f, l)}
	case enterIncident:
		return s, steps.Ask{Dialog: incidentDialog(f)}
	case enterWarning:
		return s, steps.Ask{Dialog: warningDialog(f, l)}
	case enterDocument:
		return s, steps.Go{Place: steps.Place{Stage: flows.StageDocuments, Need: s.highlighted.need, FromReview: true}}
	case enterResult:
		return s, steps.Go{Place: steps.Place{Stage: flows.StageResult}}
	case enterStart:
		return s, steps.Ask{Dialog: startDialog(f)}
	case enterBlocker:
		return s.goToBlocker(f)
	}
	return s, showDetails(f, l)
}

// goToBlocker leads from the start to the first thing in its way.
func (s Screen) goToBlocker(f steps.Frame) (Screen, steps.Action) {
	b := f.Journey.StartBlockers()[0]
	to := row{slot: b.Slot}
	if b.Kind == flows.BlockNeed {
		to = row{need: b.Need}
	}
	if b.Kind == flows.BlockIncident && !slices.Contains(listRows(f.Journey), to) {
		return s, steps.Ask{Dialog: incidentDialog(f)}
	}
	if slices.Contains(listRows(f.Journey), to) {
		s.highlighted, s.scroll = to, 0
	}
	s.notice = blockerNotice(b)
	return s, nil
}

// blockerNotice says what is in the way of the start, as long as it is.
func blockerNotice(b flows.Blocker) steps.Notice {
	return steps.NoticeOf(func(f steps.Frame) string {
		if f.ReadOnly || !slices.Contains(f.Journey.StartBlockers(), b) {
			return ""
		}
		return blockerText(f.Journey, b)
	})
}

// blockerText says what is in the way of the start, and which picture or
// requirement it is about.
func blockerText(j flows.Journey, b flows.Blocker) string {
	text := assets.BlockerText(j, b)
	if l, ok := j.Line(b.Slot); ok {
		return steps.SlotTitle(l) + ": " + text + "."
	}
	if b.Need != "" {
		return needName(j, b.Need) + ": " + text + "."
	}
	return assets.Sentence(text)
}

// needName is the title of a need, as the flow gives it.
func needName(j flows.Journey, name string) string {
	flow, _ := j.Flow()
	need, _ := flow.Need(name)
	return steps.RequirementTitle(flows.Need{Name: name, Title: need.Title})
}

// startDialog asks before the one act that nothing takes back.
func startDialog(f steps.Frame) steps.Dialog {
	check := f.Journey.Check()
	start := steps.Choice{Label: "Start the check", Then: func(string) steps.Action {
		return steps.PostAndGo{Events: []flows.Event{flows.CheckConfirmed{N: check.Number + 1}}, Place: steps.Place{Stage: flows.StageResult}}
	}}
	text := []string{
		"Starting early is harmful to the result, and it cannot be undone.",
		fmt.Sprintf("This will be check %d of %d; starts by link and by other tools count too.", check.Used+1, flows.MaxChecks),
	}
	if decided := decidedTexts(f.Journey); len(decided) > 0 {
		start.ConfirmWord = "start"
		text = append(text, decided...)
	}
	return steps.Dialog{
		Title: fmt.Sprintf("Start check %d of %d?", check.Used+1, flows.MaxChecks), Text: text,
		Choices: []steps.Choice{{Label: "Not yet"}, start},
	}
}

// decidedTexts name the pictures that go into the check by an operator's decision, each
// with all that was decided.
func decidedTexts(j flows.Journey) []string {
	var list []string
	for _, l := range steps.DecidedLines(j) {
		list = append(list, "! "+steps.SlotTitle(l)+": "+steps.DecisionsText(l)+".")
	}
	return list
}
