package steps

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/theme"
)

// WrapText wraps running text in a column of the given width: its lines end at
// [Frame.TextWidth].
func (f Frame) WrapText(text string, width int) []string { return WrapWhole(text, f.TextWidth(width)) }

// WrapWhole wraps text in the whole width. It may hold foreign words of any length:
// nothing of an answer or a reason may be lost at the edge.
func WrapWhole(text string, width int) []string {
	if text == "" {
		return nil
	}
	return strings.Split(ansi.Wrap(text, max(width, 10), ""), "\n")
}

// ScrollLines is what height lines can show of a text from offset on, with a last
// line that says how much is left out. Any offset is allowed.
func ScrollLines(t theme.Theme, lines []string, offset, height int) []string {
	if len(lines) <= height || height < 2 {
		return lines[:min(len(lines), max(height, 0))]
	}
	offset = ClampScroll(len(lines), offset, height)
	shown := append([]string{}, lines[offset:offset+height-1]...)
	hint := "pgup shows the beginning"
	if left := len(lines) - offset - height + 1; left > 0 {
		hint = fmt.Sprintf("pgdown shows %d more", left)
	}
	return append(shown, t.Faint.Render(hint))
}

// ClampScroll keeps an offset inside a text of n lines, of which height-1 show.
func ClampScroll(n, offset, height int) int { return max(min(offset, n-height+1), 0) }

// PackParts sets parts side by side, separated by gap, on as many lines as they need.
func PackParts(parts []string, gap string, width int) []string {
	var lines []string
	for _, part := range parts {
		if last := len(lines) - 1; last >= 0 && ansi.StringWidth(lines[last]+gap+part) <= width {
			lines[last] += gap + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

// IndentLines sets lines off from the edge.
func IndentLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = " " + l
	}
	return out
}
