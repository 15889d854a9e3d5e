package steps

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/theme"
)

// Broken wraps text that may hold foreign words of any length: nothing of an
// answer or a reason may be lost at the edge.
func Broken(text string, width int) []string {
	if text == "" {
		return nil
	}
	return strings.Split(ansi.Wrap(text, max(width, 10), ""), "\n")
}

// Scrolled is what height lines can show of a text from offset on, with a last
// line that says how much is left out. Any offset will do.
func Scrolled(t theme.Theme, lines []string, offset, height int) []string {
	if len(lines) <= height || height < 2 {
		return lines[:min(len(lines), max(height, 0))]
	}
	offset = ScrollTo(len(lines), offset, height)
	shown := append([]string{}, lines[offset:offset+height-1]...)
	hint := "pgup shows the beginning"
	if left := len(lines) - offset - height + 1; left > 0 {
		hint = fmt.Sprintf("pgdown shows %d more", left)
	}
	return append(shown, t.Faint.Render(hint))
}

// ScrollTo keeps an offset inside a text of n lines, of which height-1 show.
func ScrollTo(n, offset, height int) int { return max(min(offset, n-height+1), 0) }

// Indented sets lines off from the edge.
func Indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = " " + l
	}
	return out
}
