package tui

import (
	"fmt"
	"strings"

	"dossier/tui/steps"

	"charm.land/lipgloss/v2"
)

// breadcrumbLine is line 2: ● here, ✓ complete now, ○ not. While the journal cannot
// be used it says so at its end.
func (m Model) breadcrumbLine() string {
	right := m.theme.Faint.Render(fmt.Sprintf("step %d of %d", stageIndex(m.nav.place.Stage)+1, len(screens)))
	if m.dossier.snap.InOutage {
		right = m.theme.BadgeWarn.Render("journal unavailable")
	}
	left := m.wideBreadcrumb()
	if cellWidth(left)+1+cellWidth(right) > m.w-2 {
		left = m.narrowBreadcrumb()
	}
	return " " + steps.SpreadLine(left, right, m.w-2) + " "
}

// minCounterWidth is the room for a step's counter, " 2/3".
const minCounterWidth = 4

// counterWidth is the room that every step keeps for a counter, so that no step moves when
// another one becomes the present one.
func (m Model) counterWidth() int {
	width := minCounterWidth
	for _, s := range screens {
		width = max(width, cellWidth(s.counterText(m.dossier.snap.Journey)))
	}
	return width
}

// wideBreadcrumb names every step. The counter takes the place of the line to the next.
func (m Model) wideBreadcrumb() string {
	var out strings.Builder
	room := m.counterWidth()
	for i, s := range screens {
		counter := ""
		if s.stage == m.nav.place.Stage {
			counter = s.counterText(m.dossier.snap.Journey)
		}
		out.WriteString(m.breadcrumbStep(s, s.name) + m.breadcrumbStyle(s).Render(counter))
		if i < len(screens)-1 {
			out.WriteString(m.theme.Rule.Render(breadcrumbGap(counter, room)))
		}
	}
	return out.String()
}

// breadcrumbGap is what stands between a step's counter, which has this room, and the next
// step.
func breadcrumbGap(counter string, room int) string {
	if counter != "" {
		return strings.Repeat(" ", room-cellWidth(counter)+1)
	}
	return " " + strings.Repeat("─", room-1) + " "
}

// narrowBreadcrumb names only the present step.
func (m Model) narrowBreadcrumb() string {
	var parts []string
	for i, s := range screens {
		if s.stage != m.nav.place.Stage {
			parts = append(parts, m.breadcrumbStep(s, fmt.Sprint(i+1)))
			continue
		}
		counter := s.counterText(m.dossier.snap.Journey)
		if s.count != nil {
			counter = steps.FitWidth(counter, m.counterWidth())
		}
		parts = append(parts, m.breadcrumbStep(s, s.name+counter))
	}
	return strings.Join(parts, "  ")
}

// breadcrumbStep is a step with its sign.
func (m Model) breadcrumbStep(s screen, text string) string {
	sign := "○"
	switch {
	case s.stage == m.nav.place.Stage:
		sign = "●"
	case m.isStepComplete(s):
		sign = "✓"
	}
	return m.breadcrumbStyle(s).Render(sign + " " + text)
}

func (m Model) breadcrumbStyle(s screen) lipgloss.Style {
	switch {
	case s.stage == m.nav.place.Stage:
		return m.theme.Accent
	case m.isStepComplete(s):
		return m.theme.OK
	}
	return m.theme.Faint
}

func (m Model) isStepComplete(s screen) bool {
	return m.dossier.isOpen() && s.isComplete(m.dossier.snap.Journey)
}
