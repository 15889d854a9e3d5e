package steps

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/theme"
)

// noRow is the highlight of a list while nothing is highlighted.
const noRow = -1

// moved is the highlight of a list of n rows after a key; false when the key is
// none of the list's. Above the first row is least: noRow lets the highlight
// leave the list again, 0 keeps it.
func moved(k keys.Map, msg tea.KeyPressMsg, at, n, least int) (int, bool) {
	const page = 7
	switch {
	case key.Matches(msg, k.Up):
		at = max(at-1, least)
	case key.Matches(msg, k.Down):
		at++
	case key.Matches(msg, k.PageUp):
		at = max(at-page, 0)
	case key.Matches(msg, k.PageDown):
		at += page
	default:
		return at, false
	}
	return min(at, n-1), true
}

// row draws one row of a list in width cells: the arrow when it is highlighted,
// the text, and what stands at its right end.
func row(t theme.Theme, on bool, indent int, text, right string, width int) string {
	pad := strings.Repeat(" ", indent)
	room := width - indent - 2
	if on {
		return pad + t.Accent.Render("▸ "+Cell(Spread(text, right, room), room))
	}
	return pad + "  " + Spread(text, t.Faint.Render(right), room)
}

// sheet gathers the lines of a screen and remembers where the cursor stands.
type sheet struct {
	lines  []string
	cursor *tea.Position
}

func (s *sheet) add(lines ...string) { s.lines = append(s.lines, lines...) }

// point puts the terminal's cursor onto the line that is added next.
func (s *sheet) point(x int) { s.cursor = &tea.Position{X: x, Y: len(s.lines)} }
