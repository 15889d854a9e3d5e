package steps

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/tui/safe"
)

// RenderSidebar is the standing checklist beside a question: what the flow wants,
// and where each picture stands.
func RenderSidebar(f Frame, width int) []string {
	done, total := f.Journey.Progress()
	lines := []string{SpreadLine(f.Theme.Strong.Render("Wanted"), f.Theme.Faint.Render(fmt.Sprintf("%d of %d", done, total)), width), ""}
	for _, n := range f.Journey.Checklist() {
		if !n.Chosen {
			lines = append(lines, f.Theme.Faint.Render("○ "+RequirementTitle(n.Need)))
		}
		for _, l := range n.Lines {
			lines = append(lines, f.sidebarLine(l, width))
		}
	}
	return lines
}

func (f Frame) sidebarLine(l flows.SlotLine, width int) string {
	mark := MarkOf(f.Theme, l)
	right := cmp.Or(f.SendProgressText(l), mark.Shorter, mark.Word)
	switch _, decided := decision.Main(l); {
	case l.State == flows.Awaiting:
		right = assets.SentWord.String()
	case l.State == flows.Missing && !l.HasFailed(), l.State == flows.Accepted && len(l.Open) == 0 && !decided:
		right = ""
	}
	name := SlotTitle(l)
	if room := width - 3 - lipgloss.Width(right); lipgloss.Width(name) > room {
		name = NeedTitle(l)
	}
	return SpreadLine(mark.Style.Render(mark.Sign)+" "+name, mark.Style.Render(right), width)
}

// RequirementTitle is what a flow calls a requirement. A flow comes from a file of the
// administrator, or from a journal that others write too.
func RequirementTitle(n flows.Need) string {
	return safe.LineOf(cmp.Or(n.Title, n.Name), maxRequirement).String()
}

// requirementName is the short name of a requirement.
func requirementName(n flows.Need) string { return safe.LineOf(n.Name, maxRequirement).String() }

// maxRequirement is the length in runes of a requirement's title or name on a screen.
const maxRequirement = 60

// NeedTitle is the slot by its need, which is shorter than by its document:
// "Identity · front".
func NeedTitle(l flows.SlotLine) string {
	name := UpperFirst(requirementName(l.Need))
	if side := sideWord(l); side != "" {
		name += " · " + side
	}
	return name
}

// RenderStrip is the same checklist in one line, for windows without a sidebar. The
// arrow stands at the slot in question.
func RenderStrip(f Frame, at flows.Slot) string {
	var parts []string
	for _, n := range f.Journey.Checklist() {
		if !n.Chosen {
			parts = append(parts, f.Theme.Faint.Render("○ "+requirementName(n.Need)))
		}
		for _, l := range n.Lines {
			mark := MarkOf(f.Theme, l)
			sign := mark.Sign
			if l.Slot == at && l.State == flows.Missing {
				sign = f.Theme.Accent.Render("▸")
			}
			text := mark.Style.Render(sign) + " " + ShortTitle(l)
			if p := f.SendProgressText(l); p != "" {
				text += " " + p
			} else if l.State == flows.Failed && l.Cause == flows.CauseTakenBack {
				text += " " + assets.TakenBackWord.String()
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "   ")
}
