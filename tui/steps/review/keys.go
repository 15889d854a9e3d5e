package review

import (
	"fmt"
	"strings"

	"dossier/flows"
	"dossier/tui/steps"
)

// addKeys says what the keys do on this row: Enter in a sentence, the letters
// side by side while there is room.
func (e explanation) addKeys(s Screen) {
	t := e.Frame.Theme
	e.AddLabelled(t.Accent.Render("Enter")+"  ", t.Text, s.enterText(e.Frame))
	var letters []string
	for _, l := range letterCommands(e.Frame.Keys) {
		if l.run(s, e.Frame) != nil {
			letters = append(letters, t.Accent.Render(l.key.Help().Key)+"  "+l.long)
		}
	}
	e.Lines = append(e.Lines, steps.PackParts(letters, "    ", e.Width)...)
}

// enterText is what Enter does on the highlighted row, in a sentence.
func (s Screen) enterText(f steps.Frame) string {
	l, _ := s.highlightedLine(f)
	action := s.enterAction(f)
	switch action {
	case enterPick:
		return pickText(f, l)
	case enterPickOther:
		other, _ := refusedOtherSide(f.Journey, l)
		return "another " + steps.PictureNoun(other) + "; the " + steps.PictureNoun(l) + " is sent again with it, same picture"
	}
	return action.words().sentence
}

// pickText announces what a new picture takes along: sides that were set aside
// are sent again in the service's order, front before back.
func pickText(f steps.Frame, l flows.SlotLine) string {
	what := "another " + steps.PictureNoun(l)
	switch {
	case l.State == flows.Missing:
		what = "pick the " + steps.PictureNoun(l)
	case l.State == flows.SetAside || l.State == flows.Failed && l.Cause != flows.CauseTakenBack:
		return "pick the file again; dossier kept no picture"
	}
	aside := f.Journey.LinesToResend(l.Slot)
	if len(aside) == 0 {
		return what
	}
	if aside[0].Slot.Side == flows.Front {
		return what + "; the front is sent again first, same picture"
	}
	return what + "; the " + steps.PictureNoun(aside[0]) + " is sent again after it, same picture"
}

// addFacts are what an operator quotes to the service: how often, when, how large,
// which bytes.
func (e explanation) addFacts(l flows.SlotLine) {
	e.AddParagraph(e.Frame.Theme.Faint, attemptCountText(l.Examined))
	var parts []string
	switch {
	case !l.Tried:
	case !l.Attempt.ReleasedAt.IsZero():
		parts = append(parts, "sent "+e.Frame.FormatClock(l.Attempt.ReleasedAt))
	default:
		parts = append(parts, "begun "+e.Frame.FormatClock(l.Attempt.StartedAt))
	}
	if l.HasFile {
		parts = append(parts, steps.FormatBytes(l.Picture.Bytes), steps.ShortHash(l.Picture.SHA256))
	}
	e.AddParagraph(e.Frame.Theme.Faint, strings.Join(parts, " · "))
}

// attemptCountText warns in time: the service names errors for the first pictures of a
// document only.
func attemptCountText(seen int) string {
	times := "once"
	if seen > 1 {
		times = fmt.Sprintf("%d times", seen)
	}
	switch {
	case seen == 0:
		return ""
	case seen <= flows.ReportedAttempts:
		return fmt.Sprintf("Sent %s; from the %dth on errors may go unnamed.", times, flows.ReportedAttempts+1)
	}
	return fmt.Sprintf("Sent %s; errors may go unnamed now.", times)
}
