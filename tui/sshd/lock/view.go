package lock

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/safe"
	"dossier/tui/steps"
)

// View is the wizard's, or the locked screen.
func (m Model) View() tea.View {
	if !m.isLocked() {
		return m.inner.View()
	}
	v := tea.NewView(m.lockedText())
	v.AltScreen, v.WindowTitle = true, "dossier"
	return v
}

// lockedText says who is locked, since when and what to do. It is made of nothing that the
// wizard shows.
func (m Model) lockedText() string {
	t := m.theme
	who := safe.LineOf(m.cfg.Operator, 40).String()
	lines := []string{"", t.Strong.Render("Locked"), ""}
	lines = append(lines, m.wrap(fmt.Sprintf("%s pressed no key here for %s. Locked since %s.", who, lengthText(m.cfg.After), m.since.Format("15:04")+" "+steps.ZoneText(m.since)))...)
	lines = append(lines, "")
	lines = append(lines, m.wrap("To unlock, run this in another window:")...)
	lines = append(lines, "  "+t.Accent.Render(m.cfg.Unlock(m.code)), "")
	lines = append(lines, m.wrap("Or log in again ("+m.cfg.Login+"): this session then ends, and the dossier that is open here opens there.")...)
	lines = append(lines, "")
	lines = append(lines, m.wrap("No key press here unlocks: only your SSH key proves that it is you. What was begun goes on behind the lock.")...)
	lines = append(lines, "", t.Accent.Render("ctrl+c")+" end this session")
	for i, line := range lines {
		lines[i] = " " + line
	}
	return strings.Join(lines[:min(len(lines), m.h)], "\n")
}

func (m Model) wrap(text string) []string { return steps.WrapWhole(text, max(m.w-2, 1)) }

// lengthText is a length of time in words: "10 minutes".
func lengthText(d time.Duration) string {
	switch minutes := int(d.Minutes()); minutes {
	case 0:
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	case 1:
		return "a minute"
	default:
		return fmt.Sprintf("%d minutes", minutes)
	}
}
