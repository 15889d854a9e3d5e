package tui

import (
	"fmt"
	"strings"

	"dossier/tui/steps"
)

// breadcrumbLine is line 2: ● here, ✓ complete now, ○ not. While the journal cannot
// be used it says so at its end.
func (m Model) breadcrumbLine() string {
	right := m.theme.Faint.Render(fmt.Sprintf("step %d of %d", stageIndex(m.nav.place.Stage)+1, len(screens)))
	if m.dossier.snap.InOutage {
		right = m.theme.BadgeWarn.Render("journal unavailable")
	}
	left := m.breadcrumbStages(false)
	if cellWidth(left)+1+cellWidth(right) > m.w-2 {
		left = m.breadcrumbStages(true)
	}
	return " " + steps.SpreadLine(left, right, m.w-2) + " "
}

// breadcrumbStages are the steps; a narrow line names only the present one.
func (m Model) breadcrumbStages(narrow bool) string {
	join := m.theme.Rule.Render(" ── ")
	if narrow {
		join = "  "
	}
	var parts []string
	for i, s := range screens {
		name, style, sign := s.name, m.theme.Faint, "○"
		if m.dossier.isOpen() && s.isComplete(m.dossier.snap.Journey) {
			sign, style = "✓", m.theme.OK
		}
		if s.stage == m.nav.place.Stage {
			sign, style = "●", m.theme.Accent
			name += s.counterText(m.dossier.snap.Journey)
		} else if narrow {
			name = fmt.Sprint(i + 1)
		}
		parts = append(parts, style.Render(sign+" "+name))
	}
	return strings.Join(parts, join)
}
