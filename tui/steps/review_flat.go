package steps

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
)

func itoa(n int) string { return strconv.Itoa(n) }

// flat draws one line per row for windows with one column: no headings, the
// code beside the state.
func (s Review) flat(f Frame) sheet {
	rows := reviewRows(f.Journey)
	titles, words := 0, 0
	for _, r := range rows {
		text, mark := flatText(f, r)
		titles, words = max(titles, lipgloss.Width(text)), max(words, lipgloss.Width(mark.Word))
	}
	titles = min(titles, f.Width/2)
	var p sheet
	for _, r := range rows {
		text, mark := flatText(f, r)
		if r == (reviewRow{}) && len(rows)+4 <= f.Height {
			p.add("")
		}
		arrow, text := " ", Cell(text, titles)
		if r == s.at {
			p.point(1)
			arrow, text = f.Theme.Accent.Render("▸"), f.Theme.Accent.Render(text)
		}
		sign := " "
		if mark.Sign != "" {
			sign = mark.Style.Render(mark.Sign)
		}
		p.add(" " + arrow + sign + " " + text + "   " + Cell(mark.Style.Render(mark.Word), words) + "   " + f.Theme.Faint.Render(firstCode(f, r)))
	}
	return p.window(f.Height)
}

func flatText(f Frame, r reviewRow) (string, Mark) {
	text, mark := rowText(f, r)
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		return SlotTitle(l), mark
	}
	for _, n := range f.Journey.Checklist() {
		if r.need != "" && n.Need.Name == r.need {
			return needTitle(n), mark
		}
	}
	return text, mark
}

// firstCode is the remark that stands behind a row's state.
func firstCode(f Frame, r reviewRow) string {
	l, ok := f.Journey.Line(r.slot)
	switch {
	case !ok || r.slot == (flows.Slot{}):
		return ""
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return code(l.Attempt.Errors[0].Code)
	case len(l.Open) > 0:
		return code(l.Open[0])
	case l.State == flows.Failed:
		return string(l.Cause)
	case l.State == flows.Withdrawn:
		return string(l.Reason)
	}
	return ""
}

// below is the explanation under a flat list: all of it where there is room,
// else its gist in a line or two, else nothing.
func (s Review) below(f Frame, room int) []string {
	if lines, height := s.explained(f); height > 0 {
		return append([]string{""}, Indented(Scrolled(f.Theme, lines, s.scroll, room-1))...)
	}
	if room < 2 {
		return nil
	}
	gist := Wrap(s.gist(f), f.Width-2)
	if room > 2 {
		return append([]string{""}, Indented(gist[:min(len(gist), room-1, 2)])...)
	}
	return Indented(gist[:min(len(gist), room)])
}

// gist is the meaning of the highlighted row's state without remedies.
func (s Review) gist(f Frame) string {
	l, ok := s.line(f)
	switch {
	case !ok:
		return s.enterText(f) + "."
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		return assets.Explain(l.Attempt.Errors[0].Code, true).Meaning + " " + s.capital(f)
	case len(l.Open) > 0:
		return assets.Explain(l.Open[0], false).Meaning + " " + s.capital(f)
	case l.State == flows.Failed || l.State == flows.Refused:
		return causeWords(f, l).What + " " + s.capital(f)
	case l.State == flows.Unconfirmed:
		return assets.LostText(l.Attempt.Cause).What + " " + s.capital(f)
	case l.State == flows.Withdrawn:
		return asideText(l)
	}
	return seenText(l.Seen)
}

func (s Review) capital(f Frame) string {
	text := s.enterText(f)
	return "Enter: " + strings.TrimSpace(text) + "."
}
