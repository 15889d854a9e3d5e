package steps

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Narrow reports whether there is room for one column only: the sidebar
// becomes a strip.
func (f Frame) Narrow() bool { return f.Width < 72 }

// Short reports whether the body is so low that explanations, pictures and
// the sidebar fall away.
func (f Frame) Short() bool { return f.Height < 10 }

// Side is the width of the side pane for a pane that is at80 cells wide in a
// window of 80; wider windows give it a third of what they add. Zero in narrow
// and short windows.
func (f Frame) Side(at80 int) int {
	if f.Narrow() || f.Short() {
		return 0
	}
	return max(at80+(f.Width-80)/3, 20)
}

// Main is the width left of a side pane of the given width.
func (f Frame) Main(side int) int {
	if side == 0 {
		return f.Width
	}
	return f.Width - side - 2 // the line and a space
}

// Columns sets main and side beside each other, separated by one line, and
// fills the body's height. With no side pane it draws main alone.
func (f Frame) Columns(side int, left, right []string) string {
	if side == 0 {
		return f.Fill(left)
	}
	width := f.Main(side)
	bar := f.Theme.Rule.Render("│")
	rows := make([]string, f.Height)
	for y := range rows {
		rows[y] = Cell(line(left, y), width) + bar + " " + Cell(line(right, y), side)
	}
	return strings.Join(rows, "\n")
}

// Fill makes exactly Height lines of exactly Width cells.
func (f Frame) Fill(lines []string) string {
	rows := make([]string, f.Height)
	for y := range rows {
		rows[y] = Cell(line(lines, y), f.Width)
	}
	return strings.Join(rows, "\n")
}

func line(lines []string, y int) string {
	if y < len(lines) {
		return lines[y]
	}
	return ""
}

// Cell cuts or pads s, which may hold styles, to width cells.
func Cell(s string, width int) string {
	s = ansi.Truncate(s, max(width, 0), "…")
	return s + strings.Repeat(" ", max(width-lipgloss.Width(s), 0))
}

// Wrap breaks plain text into lines of at most width cells.
func Wrap(s string, width int) []string {
	if s == "" {
		return nil
	}
	return strings.Split(ansi.Wordwrap(s, max(width, 10), ""), "\n")
}

// Styled applies a style to each line.
func Styled(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}

// Spread sets left and right at the two ends of a line.
func Spread(left, right string, width int) string {
	gap := width - lipgloss.Width(left) - lipgloss.Width(right)
	if gap < 1 {
		return Cell(left, width)
	}
	return left + strings.Repeat(" ", gap) + right
}

// Window is the part [from, to) of n rows that a list of the given height
// shows so that the cursor is visible with its neighbours.
func Window(n, cursor, height int) (from, to int) {
	if n <= height || height <= 0 {
		return 0, max(min(n, height), 0)
	}
	from = min(max(cursor-height/2, 0), n-height)
	return from, from + height
}
