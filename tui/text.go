package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/theme"
)

// broken wraps text, breaking words that are longer than a line: nothing of an
// answer or a reason may be lost at the edge.
func broken(text string, width int) []string {
	return strings.Split(ansi.Wrap(text, max(width, 10), ""), "\n")
}

// part is what height lines can show of a text from offset on, with a last
// line that says how much is left out. Any offset will do.
func part(t theme.Theme, lines []string, offset, height int) []string {
	if len(lines) <= height || height < 2 {
		return lines[:min(len(lines), max(height, 0))]
	}
	offset = inside(len(lines), offset, height)
	shown := append([]string{}, lines[offset:offset+height-1]...)
	hint := "pgup shows the beginning"
	if left := len(lines) - offset - height + 1; left > 0 {
		hint = fmt.Sprintf("pgdown shows %d more", left)
	}
	return append(shown, t.Faint.Render(hint))
}

// inside keeps an offset within a text of n lines of which height-1 show.
func inside(n, offset, height int) int { return max(min(offset, n-height+1), 0) }

func indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = " " + l
	}
	return out
}
