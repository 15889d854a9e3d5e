package steps

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/flows"
)

// Sidebar is the standing checklist beside a question: what the flow wants,
// and where each picture stands.
func Sidebar(f Frame, width int) []string {
	done, total := f.Journey.Progress()
	lines := []string{Spread(f.Theme.Strong.Render("Wanted"), f.Theme.Faint.Render(fmt.Sprintf("%d of %d", done, total)), width), ""}
	for _, n := range f.Journey.Checklist() {
		if !n.Chosen {
			lines = append(lines, f.Theme.Faint.Render("○ "+n.Need.Title))
		}
		for _, l := range n.Lines {
			lines = append(lines, f.sideLine(l, width))
		}
	}
	return lines
}

func (f Frame) sideLine(l flows.Line, width int) string {
	mark := MarkOf(f.Theme, l)
	right := mark.Word
	if p := f.percentWord(l); p != "" {
		right = p
	}
	if l.State == flows.Missing || l.State == flows.Accepted && len(l.Open) == 0 {
		right = ""
	}
	if l.State == flows.Awaiting {
		right = "waiting"
	}
	name := SlotTitle(l)
	if room := width - 3 - lipgloss.Width(right); lipgloss.Width(name) > room {
		name = sideName(l)
	}
	return Spread(mark.Style.Render(mark.Sign)+" "+name, mark.Style.Render(right), width)
}

// sideName is the slot by its need, which is shorter than by its document:
// "Identity · front".
func sideName(l flows.Line) string {
	name := strings.ToUpper(l.Need.Name[:1]) + l.Need.Name[1:]
	if side := l.Slot.Side.Word(); side != "" && len(l.Document.Sides) > 1 {
		name += " · " + side
	}
	return name
}

// Strip is the same checklist in one line, for windows without a sidebar. The
// arrow stands at the slot in question.
func Strip(f Frame, at flows.Slot) string {
	var parts []string
	for _, n := range f.Journey.Checklist() {
		if !n.Chosen {
			parts = append(parts, f.Theme.Faint.Render("○ "+n.Need.Name))
		}
		for _, l := range n.Lines {
			mark := MarkOf(f.Theme, l)
			sign := mark.Sign
			if l.Slot == at && l.State == flows.Missing {
				sign = f.Theme.Accent.Render("▸")
			}
			text := mark.Style.Render(sign) + " " + ShortTitle(f.Journey, l)
			if p := f.percentWord(l); p != "" {
				text += " " + p
			} else if l.State == flows.Failed && l.Cause == flows.CauseTakenBack {
				text += " taken back"
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "   ")
}
