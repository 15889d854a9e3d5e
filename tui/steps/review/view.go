package review

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
)

// explanationAt80 is the width of the explanation in a window of 80.
const explanationAt80 = 42

// explanationWidth is the width of the explanation. The list stops growing before long
// lines run out of sight of their words.
func (s Screen) explanationWidth(f steps.Frame) int {
	const list = 44
	side := f.SideWidth(explanationAt80)
	if side == 0 {
		return 0
	}
	return max(side, f.Width-2-list)
}

// visibleExplanation is the explanation as it is scrolled, with the height it has; no
// height when it has fallen away.
func (s Screen) visibleExplanation(f steps.Frame) (lines []string, height int) {
	if side := s.explanationWidth(f); side > 0 {
		return s.renderExplanation(f, min(side, 72)), f.Height
	}
	lines = s.renderExplanation(f, f.Width-2)
	room := f.Height - len(listRows(f.Journey)) - 2
	if room < 7 {
		return lines, 0
	}
	return lines, room
}

// View draws the list, and beside or below it the explanation. In a low window
// the explanation shrinks to a line and then falls away.
func (s Screen) View(f steps.Frame) steps.Body {
	s = s.withValidHighlight(f)
	if side := s.explanationWidth(f); side > 0 {
		list := s.renderList(f, f.MainWidth(side))
		lines, height := s.visibleExplanation(f)
		return steps.Body{
			Text:   f.RenderColumns(side, list.Lines, steps.ScrollLines(f.Theme, lines, s.scroll, height)),
			Status: s.statusLine(f), Cursor: list.Cursor,
		}
	}
	list := s.renderFlatList(f)
	return steps.Body{Text: f.RenderLines(append(list.Lines, s.renderBelowList(f, f.Height-len(list.Lines))...)), Status: s.statusLine(f), Cursor: list.Cursor}
}

// renderList draws the rows by need, for a window with two columns. Where not even
// the rows have room, those around the highlight are shown.
func (s Screen) renderList(f steps.Frame, width int) steps.Page {
	var p steps.Page
	p.AddLines(s.headLine(f, width))
	for _, n := range f.Journey.Checklist() {
		p.AddLines("   " + steps.FitWidth(needTitle(n), width-4))
		if !n.Chosen {
			s.addRow(&p, f, width, row{need: n.Need.Name})
		}
		for _, l := range n.Lines {
			s.addRow(&p, f, width, row{slot: l.Slot})
		}
	}
	p.AddLines("")
	s.addRow(&p, f, width, row{})
	if len(p.Lines)+1 < f.Height {
		p.Lines = append(p.Lines, s.watcherLines(f, width)...)
	}
	return p.CropAroundCursor(f.Height)
}

// headLine is the free line above the list; it says when the list is read-only.
func (s Screen) headLine(f steps.Frame, width int) string {
	switch {
	case f.ReadOnly:
		word := "! read-only · held by "
		if _, seen := f.HolderPresence(); seen {
			word = "! read-only · in use by "
		}
		return " " + steps.FitWidth(f.Theme.Warn.Render(word+f.HolderName()), width-2)
	case steps.IsLocked(f.Journey):
		return " " + f.Theme.Faint.Render("read-only · see Result")
	}
	return ""
}

// watcherLines names those who look on.
func (s Screen) watcherLines(f steps.Frame, width int) []string {
	if f.ReadOnly || len(f.Others) == 0 {
		return nil
	}
	return []string{"", " " + steps.FitWidth(f.Theme.Faint.Render(f.Others[0].Operator.String()+" is here too"), width-2)}
}

func needTitle(n flows.NeedLine) string {
	if n.Chosen {
		return assets.DocumentName(n.Document.Type)
	}
	return safe.LineOf(n.Need.Title, 80).String()
}

// addRow draws one row and points at it when it is the highlighted one.
func (s Screen) addRow(p *steps.Page, f steps.Frame, width int, r row) {
	text, mark := rowText(f, r)
	arrow, text := p.PointAt(f.Theme, r == s.highlighted, text)
	sign := mark.RenderSign()
	if r == (row{}) {
		sign = ""
	}
	p.AddLines(" " + arrow + sign + " " + steps.SpreadLine(text, mark.Style.Render(mark.Word), width-5-lipgloss.Width(sign)) + "  ")
}

// rowText is a row's words and its mark.
func rowText(f steps.Frame, r row) (string, steps.Mark) {
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		mark := steps.MarkOf(f.Theme, l)
		mark.Word = progressText(f, l, mark.Word)
		return steps.ShortTitle(l), mark
	}
	if r.need != "" {
		return "document", steps.Mark{Sign: "○", Word: "missing", Style: f.Theme.Faint}
	}
	return startRowText(f)
}

// progressText adds how far a send is.
func progressText(f steps.Frame, l flows.SlotLine, word string) string {
	percent := f.SendProgressText(l)
	if percent == "held" {
		return percent
	}
	return strings.TrimSpace(word + " " + percent)
}

// startRowText is the last row.
func startRowText(f steps.Frame) (string, steps.Mark) {
	check := f.Journey.Check()
	blockers := f.Journey.StartBlockers()
	switch {
	case check.State != flows.CheckNone:
		return fmt.Sprintf("Check %d of %d", max(check.Used, 1), flows.MaxChecks), steps.Mark{Sign: "", Word: assets.CheckWords(check.State).Short, Style: f.Theme.Faint}
	case len(blockers) > 0:
		return "Start the check", steps.Mark{Sign: "", Word: assets.CountText(len(blockers), "blocker", "blockers"), Style: f.Theme.Bad}
	}
	return "Start the check", steps.Mark{Sign: "", Word: "ready", Style: f.Theme.OK}
}

// statusLine is what to do about the highlighted row, in a few words.
func (s Screen) statusLine(f steps.Frame) string {
	l, _ := s.highlightedLine(f)
	switch d := s.enterAction(f); {
	case s.notice != "":
		return f.Theme.Warn.Render("! ") + s.notice
	case d == enterTakeOver:
		return steps.HolderText(f)
	case d == enterPick && l.State == flows.Missing:
		return "Pick the " + steps.PictureNoun(l) + "."
	case d == enterPick && l.State == flows.Refused || d == enterPick && l.Cause == flows.CauseTakenBack:
		return "Pick another " + steps.PictureNoun(l) + "."
	case d == enterPick:
		return "Pick the file of the " + steps.PictureNoun(l) + " again."
	case d == enterPickOther:
		other, _ := refusedOtherSide(f.Journey, l)
		return "Pick another " + steps.PictureNoun(other) + "; the " + steps.PictureNoun(l) + " is sent again with it."
	case d == enterSendAgain:
		return "Enter sends the same picture again."
	case d == enterDecide:
		return "Unclear. Decide what to do about the " + steps.PictureNoun(l) + "."
	case d == enterIncident:
		return "Everything is stopped until somebody settles the incident."
	case d == enterWarning:
		return steps.SlotTitle(l) + ": look at it, then keep it or replace it."
	case d == enterStart:
		return "Everything is accepted. Nothing that was sent can be undone."
	}
	return ""
}
