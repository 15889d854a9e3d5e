package review

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// renderList draws one line per row with its document, the cause above what it caused,
// below the total; then what room there is for more.
func (s Screen) renderList(f steps.Frame, width, height int) steps.Page {
	var p steps.Page
	rows := listRows(f.Journey)
	if height > len(rows)+2 {
		p.AddLines(headLines(f, width)...)
	}
	for _, r := range rows {
		if r == (row{}) && height > len(p.Lines)+1 {
			p.AddLines("")
		}
		s.addRow(&p, f, width, r)
	}
	return p.CropAroundCursor(height)
}

// headLines are the flow with the total, and who may only look.
func headLines(f steps.Frame, width int) []string {
	flow, _ := f.Journey.Flow()
	name := safe.LineOf(flow.Name, 60).String()
	total := totalText(f.Journey)
	room := width - 3 - lipgloss.Width(total)
	lines := []string{" " + steps.FitWidth(f.Theme.Strong.Render(name), max(room, 8)) + f.Theme.Faint.Render(total)}
	switch {
	case f.Fault != "":
		return append(lines, " "+steps.FitWidth(f.Theme.Warn.Render("! read-only · Enter says why"), width-2))
	case f.ReadOnly:
		word := "! read-only · held by "
		if _, seen := f.HolderPresence(); seen {
			word = "! read-only · in use by "
		}
		return append(lines, " "+steps.FitWidth(f.Theme.Warn.Render(word+f.HolderName()), width-2))
	case steps.IsLocked(f.Journey):
		return append(lines, " "+f.Theme.Faint.Render("read-only · see Result"))
	}
	return append(lines, "")
}

// totalText is "1 of 3 accepted". What an operator treats as received, nobody accepted.
func totalText(j flows.Journey) string {
	accepted, word := 0, "accepted"
	lines := j.Lines()
	for _, l := range lines {
		if l.State == flows.Accepted {
			accepted++
		}
		if l.Assumed {
			word = "accepted or received"
		}
	}
	return fmt.Sprintf("%d of %d %s", accepted, max(len(lines), len(j.Checklist())), word)
}

// addRow draws one row and points at it when it is the highlighted one. Where the list has
// the whole width, the code that explains a state stands beside it.
func (s Screen) addRow(p *steps.Page, f steps.Frame, width int, r row) {
	if width == f.Width {
		s.addWideRow(p, f, r)
		return
	}
	mark := rowMark(f, r)
	title, word := fitRow(f, r, mark, width-7)
	arrow, title := p.PointAt(f.Theme, r == s.highlighted, title)
	p.AddLines(" " + arrow + " " + mark.RenderSign() + " " + steps.SpreadLine(title, mark.Style.Render(word), width-7))
}

// stateColumn is the room that every title leaves for a state, so that a title does not
// change with what becomes of its picture: "set aside", "retry 1/3".
const stateColumn = 9

// fitRow chooses the fullest title and word that stand side by side in width cells: the
// title is shortened last, because the side in it must be read.
func fitRow(f steps.Frame, r row, mark steps.Mark, width int) (title, word string) {
	titles := rowTitles(f, r)
	for len(titles) > 1 && lipgloss.Width(titles[0])+2+stateColumn > width {
		titles = titles[1:]
	}
	for _, title := range titles {
		word := mark.FitWord(width - 2 - lipgloss.Width(title))
		if lipgloss.Width(title)+2+lipgloss.Width(word) <= width {
			return title, word
		}
	}
	word = mark.FitWord(0)
	return steps.FitWidth(titles[len(titles)-1], max(width-2-lipgloss.Width(word), 6)), word
}

// rowTitles are a row's titles, the fullest first.
func rowTitles(f steps.Frame, r row) []string {
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		return []string{steps.SlotTitle(l), steps.NeedTitle(l), steps.UpperFirst(steps.ShortTitle(l))}
	}
	if r.need != "" {
		return []string{needName(f.Journey, r.need)}
	}
	if check := f.Journey.Check(); check.State != flows.CheckNone {
		short := fmt.Sprintf("Check %d", max(check.Used, 1))
		return []string{fmt.Sprintf("%s of %d", short, flows.MaxChecks), short}
	}
	return []string{"Start the check"}
}

// rowMark is a row's sign, word and colour.
func rowMark(f steps.Frame, r row) steps.Mark {
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		return pictureMark(f, l)
	}
	if r.need != "" {
		return steps.Mark{Sign: "○", Word: "document missing", Shorter: "missing", Style: f.Theme.Faint}
	}
	return startMark(f)
}

// pictureMark adds how far a send is. In a narrow list that alone is its word.
func pictureMark(f steps.Frame, l flows.SlotLine) steps.Mark {
	mark := steps.MarkOf(f.Theme, l)
	switch progress := f.SendProgressText(l); {
	case progress == "":
	case progress == "held", f.RetryText(l) != "":
		mark.Word, mark.Shorter = progress, strings.Replace(progress, " of ", "/", 1)
	default:
		mark.Word, mark.Shorter = mark.Word+" "+progress, progress
	}
	return mark
}

// startMark is the mark of the last row. A start that is not possible yet is no failure:
// the rows above say what is wrong.
func startMark(f steps.Frame) steps.Mark {
	check := f.Journey.Check()
	switch n := countCauses(f.Journey); {
	case check.State != flows.CheckNone:
		return steps.Mark{Word: assets.CheckWords(check.State).Short, Style: f.Theme.Faint}
	case n > 0:
		return steps.Mark{Sign: "─", Word: "not yet: " + assets.NumberWord(n), Style: f.Theme.Faint}
	}
	return steps.Mark{Word: "ready", Style: f.Theme.OK}
}

// countCauses counts what is in the way of the start, without what only follows from
// something else in the list.
func countCauses(j flows.Journey) int {
	n := 0
	for _, b := range j.StartBlockers() {
		if !isConsequence(j, b) {
			n++
		}
	}
	return n
}

func isConsequence(j flows.Journey, b flows.Blocker) bool {
	l, ok := j.Line(b.Slot)
	if !ok || b.Kind != flows.BlockSetAside {
		return false
	}
	_, follows := refusedOtherSide(j, l)
	return follows
}
