package steps

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/flows"
	"dossier/tui/safe"
)

// sentTable lists the pictures that lie at the service for this check, in the
// service's own words, with their hashes.
func (p *pane) sentTable() {
	lines := sentLines(p.f.Journey)
	if len(lines) == 0 {
		return
	}
	t := p.f.Theme
	head := t.Strong.Render("Sent")
	if n := arrived(p.f.Journey); n > len(lines) {
		head += fmt.Sprintf(" · %d in all; these count", n)
	}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		a := l.Attempt
		rows[i] = []string{
			string(a.Document.Type), string(a.Slot.Side), string(a.Document.Country),
			fmt.Sprintf("%7s", Bytes(a.Picture.Bytes)), hash8(a.Picture.SHA256),
		}
	}
	texts := p.columns(rows)
	p.lines = append(p.lines, Spread(head, t.Faint.Render("SHA-256 "), min(p.width, 2+lipgloss.Width(texts[0]))))
	for i, l := range lines {
		mark := sentMark(p.f, l)
		p.lines = append(p.lines, mark.Style.Render(mark.Sign)+" "+texts[i])
		p.kept(l)
	}
}

// sentMark takes the tick away from pictures that went into a rejected check.
func sentMark(f Frame, l flows.Line) Mark {
	switch s := f.Journey.Check().State; {
	case s != flows.CheckRejected && s != flows.CheckFinal:
		return MarkOf(f.Theme, l)
	case labelsOf(f, l.Slot) != "":
		return Mark{"✗", "concerned", f.Theme.Bad}
	}
	return Mark{"●", "sent", f.Theme.Faint}
}

// sentLines are the slots whose picture may lie at the service.
func sentLines(j flows.Journey) []flows.Line {
	var list []flows.Line
	for _, l := range j.Lines() {
		if l.Tried && l.Attempt.MayHaveArrived() {
			list = append(list, l)
		}
	}
	return list
}

// arrived counts every request whose picture the service may have.
func arrived(j flows.Journey) int {
	n := 0
	for _, a := range j.Attempts() {
		if a.MayHaveArrived() {
			n++
		}
	}
	return n
}

// columns lines cells up; the gaps shrink where the window is narrow.
func (p *pane) columns(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	total := 0
	for c := range widths {
		for _, r := range rows {
			widths[c] = max(widths[c], lipgloss.Width(r[c]))
		}
		total += widths[c]
	}
	gap := strings.Repeat(" ", max(min((p.width-2-total)/(len(widths)-1), 3), 1))
	texts := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for c, cell := range r {
			cells[c] = Cell(cell, widths[c])
		}
		texts[i] = strings.TrimRight(strings.Join(cells, gap), " ")
	}
	return texts
}

// kept names the warnings a picture went in with, and who read and kept them,
// and why.
func (p *pane) kept(l flows.Line) {
	codes := keptCodes(l)
	if len(codes) == 0 {
		return
	}
	var who []string
	for _, a := range l.Attempt.Acknowledged {
		name := safe.LineOf(a.Operator, 40).String()
		if a.Reason != "" {
			name += " (" + safe.LineOf(a.Reason, safe.ListMax).String() + ")"
		}
		if !slices.Contains(who, name) {
			who = append(who, name)
		}
	}
	p.hang("  ", p.f.Theme.Warn, strings.Join(shown(codes), ", ")+" kept by "+strings.Join(who, ", "))
}
