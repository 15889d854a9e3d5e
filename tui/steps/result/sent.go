package result

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/tui/steps"
)

// addSentTable lists the pictures that the service has for this check, in the
// service's own words, with their hashes.
func (rep report) addSentTable() {
	lines := sentLines(rep.Frame.Journey)
	if len(lines) == 0 {
		return
	}
	t := rep.Frame.Theme
	head := t.Strong.Render("Sent")
	if n := countReceived(rep.Frame.Journey); n > len(lines) {
		head += fmt.Sprintf(" · %d in all; these count", n)
	}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		a := l.Attempt
		rows[i] = []string{
			string(a.Document.Type), string(a.Slot.Side), string(a.Document.Country),
			fmt.Sprintf("%7s", steps.FormatBytes(a.Picture.Bytes)), steps.ShortHash(a.Picture.SHA256),
		}
	}
	texts := rep.alignColumns(rows)
	rep.Lines = append(rep.Lines, steps.SpreadLine(head, t.Faint.Render("SHA-256 "), min(rep.Width, 2+lipgloss.Width(texts[0]))))
	for i, l := range lines {
		mark := sentMark(rep.Frame, l)
		rep.Lines = append(rep.Lines, mark.RenderSign()+" "+texts[i])
	}
}

// sentMark takes the tick away from pictures that went into a rejected check. Those that no
// label concerns have no sign: they were sent, and that is all that is known of them.
func sentMark(f steps.Frame, l flows.SlotLine) steps.Mark {
	switch s := f.Journey.Check().State; {
	case s != flows.CheckRejected && s != flows.CheckFinal:
		return steps.MarkOf(f.Theme, l)
	case slotLabelsText(f, l.Slot) != "":
		return steps.Mark{Sign: "✗", Word: "concerned", Style: f.Theme.Bad}
	}
	return steps.Mark{Word: assets.SentWord.String(), Style: f.Theme.Faint}
}

// sentLines are the slots whose picture the service may have.
func sentLines(j flows.Journey) []flows.SlotLine {
	return slices.DeleteFunc(j.Lines(), func(l flows.SlotLine) bool { return !l.Tried || !l.Attempt.MayBeReceived() })
}

// countReceived counts every request whose picture the service may have.
func countReceived(j flows.Journey) int {
	n := 0
	for _, a := range j.Attempts() {
		if a.MayBeReceived() {
			n++
		}
	}
	return n
}

// alignColumns lines cells up; the gaps shrink where the window is narrow.
func (rep report) alignColumns(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	total := 0
	for c := range widths {
		for _, r := range rows {
			widths[c] = max(widths[c], lipgloss.Width(r[c]))
		}
		total += widths[c]
	}
	gap := strings.Repeat(" ", max(min((rep.Width-2-total)/(len(widths)-1), 3), 1))
	texts := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for c, cell := range r {
			cells[c] = steps.FitWidth(cell, widths[c])
		}
		texts[i] = strings.TrimRight(strings.Join(cells, gap), " ")
	}
	return texts
}

// addDecisions lists what operators decided about the pictures, each whole: who, when
// and why.
func (rep report) addDecisions() {
	lines := steps.DecidedLines(rep.Frame.Journey)
	if len(lines) == 0 {
		return
	}
	t := rep.Frame.Theme
	rep.AddGap()
	rep.Lines = append(rep.Lines, t.Strong.Render("Decided by an operator"))
	for _, l := range lines {
		rep.AddLabelled(t.Warn.Render("!")+" ", t.Text, steps.SlotTitle(l))
		for _, d := range decision.About(l) {
			rep.AddLabelled("  ", t.Text, rep.Frame.FormatDecision(d))
		}
	}
}
