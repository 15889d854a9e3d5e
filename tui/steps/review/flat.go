package review

import (
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// renderFlatList draws one line per row for windows with one column: no headings, the
// code beside the state.
func (s Screen) renderFlatList(f steps.Frame) steps.Page {
	rows := listRows(f.Journey)
	titles, words := 0, 0
	for _, r := range rows {
		text, mark := flatRowText(f, r)
		titles, words = max(titles, lipgloss.Width(text)), max(words, lipgloss.Width(mark.Word))
	}
	titles = min(titles, f.Width/2)
	var p steps.Page
	for _, r := range rows {
		text, mark := flatRowText(f, r)
		if r == (row{}) && len(rows)+4 <= f.Height {
			p.AddLines("")
		}
		arrow, text := p.PointAt(f.Theme, r == s.highlighted, steps.FitWidth(text, titles))
		p.AddLines(" " + arrow + mark.RenderSign() + " " + text + "   " + steps.FitWidth(mark.Style.Render(mark.Word), words) + "   " + f.Theme.Faint.Render(firstCode(f, r)))
	}
	return p.CropAroundCursor(f.Height)
}

// flatRowText is a row's text with its document, as no heading names that.
func flatRowText(f steps.Frame, r row) (string, steps.Mark) {
	text, mark := rowText(f, r)
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		text = steps.SlotTitle(l)
	} else if r.need != "" {
		text = needName(f.Journey, r.need)
	}
	return text, mark
}

// firstCode is the code that explains a row's state.
func firstCode(f steps.Frame, r row) string {
	l, ok := f.Journey.Line(r.slot)
	switch {
	case !ok || r.slot == (flows.Slot{}):
		return ""
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return steps.CodeText(l.Attempt.Errors[0].Code)
	case len(l.Open) > 0:
		return steps.CodeText(l.Open[0])
	case l.State == flows.Failed:
		return string(l.Cause)
	case l.State == flows.SetAside:
		return string(l.Reason)
	}
	return ""
}

// renderBelowList is the explanation under a flat list: all of it where there is room,
// else its gist in a line or two, else nothing.
func (s Screen) renderBelowList(f steps.Frame, room int) []string {
	if lines, height := s.visibleExplanation(f); height > 0 {
		return append([]string{""}, steps.IndentLines(steps.ScrollLines(f.Theme, lines, s.scroll, room-1))...)
	}
	if room < 2 {
		return nil
	}
	gist := steps.WrapText(s.summaryText(f), f.Width-2)
	if room > 2 {
		return append([]string{""}, steps.IndentLines(gist[:min(len(gist), room-1, 2)])...)
	}
	return steps.IndentLines(gist[:min(len(gist), room)])
}

// summaryText is the meaning of the highlighted row's state without remedies.
func (s Screen) summaryText(f steps.Frame) string {
	l, ok := s.highlightedLine(f)
	switch {
	case !ok:
		return s.enterText(f) + "."
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return assets.ExplainRemark(l.Attempt.Errors[0].Code, true).Meaning + " " + s.enterSentence(f)
	case len(l.Open) > 0:
		return assets.ExplainRemark(l.Open[0], false).Meaning + " " + s.enterSentence(f)
	case l.State == flows.Failed || l.State == flows.Refused:
		return findCauseWords(f, l).Meaning + " " + s.enterSentence(f)
	case l.State == flows.Unclear:
		return assets.ReleasedCauseText(l.Attempt.Cause).Meaning + " " + s.enterSentence(f)
	case l.State == flows.SetAside:
		return setAsideText(l)
	}
	return attemptCountText(l.Examined)
}

func (s Screen) enterSentence(f steps.Frame) string {
	return "Enter: " + s.enterText(f) + "."
}
