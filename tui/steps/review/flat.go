package review

import (
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// addWideRow draws a row in columns over the whole width: title, state, code.
func (s Screen) addWideRow(p *steps.Page, f steps.Frame, r row) {
	titles, words := 0, 0
	pictures := listRows(f.Journey)
	pictures = pictures[:len(pictures)-1] // the start has no code beside its word
	for _, other := range pictures {
		titles = max(titles, lipgloss.Width(rowTitles(f, other)[0]))
	}
	titles = min(max(titles, lipgloss.Width(rowTitles(f, row{})[0])), f.Width/2)
	for _, other := range pictures {
		words = max(words, lipgloss.Width(wideWord(f, other, titles)))
	}
	mark := rowMark(f, r)
	arrow, title := p.PointAt(f.Theme, r == s.highlighted, steps.FitWidth(rowTitles(f, r)[0], titles))
	word := mark.Style.Render(wideWord(f, r, titles))
	if r != (row{}) {
		word = steps.FitWidth(word, words)
	}
	p.AddLines(" " + arrow + " " + mark.RenderSign() + " " + title + "   " + word + "   " + f.Theme.Faint.Render(rowCode(f, r)))
}

func wideWord(f steps.Frame, r row, titles int) string {
	return rowMark(f, r).FitWord(f.Width - 9 - titles)
}

// rowCode is the service's code that explains a row's state.
func rowCode(f steps.Frame, r row) string {
	l, ok := f.Journey.Line(r.slot)
	switch {
	case !ok || r.slot == (flows.Slot{}):
		return ""
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return steps.CodeText(l.Attempt.Errors[0].Code)
	case len(l.Open) > 0:
		return steps.CodeText(l.Open[0])
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
	gist := f.WrapText(s.summaryText(f), f.Width-2)
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
		return s.enterSentence(f)
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return assets.ExplainRemark(l.Attempt.Errors[0].Code, true).Meaning + " " + s.enterSentence(f)
	case len(l.Open) > 0:
		return assets.ExplainRemark(l.Open[0], false).Meaning + " " + s.enterSentence(f)
	case l.HasFailed() || l.State == flows.Refused || l.State == flows.Unclear:
		return findCauseWords(f, l).Meaning + " " + s.enterSentence(f)
	case l.State == flows.SetAside:
		return setAsideText(l)
	}
	return s.enterSentence(f)
}

func (s Screen) enterSentence(f steps.Frame) string {
	return "Enter: " + s.enterText(f) + "."
}
