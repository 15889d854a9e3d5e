package steps

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// IsShort reports whether the body is so low that explanations, pictures and
// the sidebar fall away.
func (f Frame) IsShort() bool { return f.Height < 10 }

// SideWidth is the width of the side pane for a pane that is at80 cells wide in a
// window of 80; wider windows give it a third of what they add. Zero in narrow
// and short windows.
func (f Frame) SideWidth(at80 int) int {
	if f.Width < 72 || f.IsShort() {
		return 0
	}
	return max(at80+(f.Width-80)/3, 20)
}

// wideWidth is the width of a window from which on it counts as wide: the picture has at
// least half of it, and lines of running text end at maxTextWidth, as longer ones are hard
// to read.
const (
	wideWidth    = 100
	maxTextWidth = 72
)

// isWide reports whether the window is wide, also in a part of it.
func (f Frame) isWide() bool { return f.partOfWide || f.Width >= wideWidth }

// PartOf is the frame of a part of the body, so many cells wide.
func (f Frame) PartOf(width int) Frame {
	f.partOfWide = f.isWide()
	f.Width = width
	return f
}

// TextWidth is the width of running text in a column of the given width.
func (f Frame) TextWidth(width int) int {
	if !f.isWide() {
		return width
	}
	return min(width, maxTextWidth)
}

// PictureWidth is the width of a side pane with a picture: as SideWidth, and from 100
// columns on at least half of the window.
func (f Frame) PictureWidth(at80 int) int {
	side := f.SideWidth(at80)
	if side > 0 && f.Width >= wideWidth {
		side = max(side, (f.Width+1)/2)
	}
	return side
}

// CentreLines sets lines of one width into the middle of width × height cells.
func CentreLines(lines []string, width, height int) []string {
	if len(lines) == 0 {
		return nil
	}
	out := make([]string, max((height-len(lines))/2, 0), height)
	indent := strings.Repeat(" ", max((width-ansi.StringWidth(lines[0]))/2, 0))
	for _, l := range lines {
		out = append(out, indent+l)
	}
	return out
}

// MainWidth is the width left of a side pane of the given width.
func (f Frame) MainWidth(side int) int {
	if side == 0 {
		return f.Width
	}
	return f.Width - side - 2 // the line and a space
}

// RenderColumns sets main and side beside each other, separated by one line, and
// fills the body's height. With no side pane it draws main alone.
func (f Frame) RenderColumns(side int, left, right []string) string {
	if side == 0 {
		return f.RenderLines(left)
	}
	width := f.MainWidth(side)
	bar := f.Theme.Rule.Render("│")
	rows := make([]string, f.Height)
	for y := range rows {
		rows[y] = FitWidth(LineAt(left, y), width) + bar + " " + FitWidth(LineAt(right, y), side)
	}
	return strings.Join(rows, "\n")
}

// RenderLines makes exactly Height lines of exactly Width cells.
func (f Frame) RenderLines(lines []string) string {
	rows := make([]string, f.Height)
	for y := range rows {
		rows[y] = FitWidth(LineAt(lines, y), f.Width)
	}
	return strings.Join(rows, "\n")
}

func LineAt(lines []string, y int) string {
	if y < len(lines) {
		return lines[y]
	}
	return ""
}

// FitWidth cuts or pads s, which may hold styles, to width cells.
func FitWidth(s string, width int) string {
	s = ansi.Truncate(s, max(width, 0), "…")
	return s + strings.Repeat(" ", max(width-lipgloss.Width(s), 0))
}

// StyleLines applies a style to each line.
func StyleLines(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = style.Render(l)
	}
	return out
}

// SpreadLine sets left and right at the two ends of a line.
func SpreadLine(left, right string, width int) string {
	gap := width - lipgloss.Width(left) - lipgloss.Width(right)
	if gap < 1 {
		return FitWidth(left, width)
	}
	return left + strings.Repeat(" ", gap) + right
}

// VisibleRange is the part [from, to) of n rows that a list of the given height
// shows so that the cursor is visible with its neighbours.
func VisibleRange(n, cursor, height int) (from, to int) {
	if n <= height || height <= 0 {
		return 0, max(min(n, height), 0)
	}
	from = min(max(cursor-height/2, 0), n-height)
	return from, from + height
}

// rowsWithoutRest is up to how many lines a list spends on rows alone: with fewer, a line
// that counts the others would cost too much of it.
const rowsWithoutRest = 3

// VisibleRows is [VisibleRange] for a list that says what it leaves out: how many of its n
// rows and of the others that it does not know by name. Where something is left out, the
// last line of the room is kept for [RenderRest], unless the list is very low.
func VisibleRows(n, others, cursor, room int) (from, to, left int) {
	from, to = VisibleRange(n, cursor, room)
	if n-(to-from)+others > 0 && room > rowsWithoutRest {
		from, to = VisibleRange(n, cursor, room-1)
	}
	return from, to, n - (to - from) + others
}

// RenderRest is the line under a list that says how many rows are left out; none when it
// leaves out nothing or has no line for it.
func (f Frame) RenderRest(indent string, left, room int) []string {
	if left <= 0 || room <= rowsWithoutRest {
		return nil
	}
	return []string{indent + f.Theme.Faint.Render(fmt.Sprintf("%d more", left))}
}

// ShortenSentence cuts a sentence, which may hold styles, to width cells where a clause
// ends, else after a whole word: half a word at the edge can be read as another one.
func ShortenSentence(s string, width int) string {
	plain := ansi.Strip(s)
	if lipgloss.Width(plain) <= width {
		return s
	}
	clause, word := 0, 0
	for i, r := range plain {
		end := lipgloss.Width(strings.TrimRight(plain[:i], ",;:"))
		if r != ' ' || end+1 > width {
			continue
		}
		word = end
		if strings.ContainsAny(plain[i-min(i, 1):i], ",;:.") && end >= width/3 {
			clause = end
		}
	}
	return ansi.Truncate(s, cmp.Or(clause, word, width-1)+1, "…")
}
