package steps

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/tui/keys"
	"dossier/tui/theme"
)

// NoRow is the highlight of a list while nothing is highlighted.
const NoRow = -1

// MoveHighlight is the highlight of a list of n rows after a key; false when the key is
// none of the list's. Above the first row is least: NoRow lets the highlight
// leave the list again, 0 keeps it.
func MoveHighlight(k keys.Map, msg tea.KeyPressMsg, at, n, least int) (int, bool) {
	switch {
	case key.Matches(msg, k.Up):
		at = max(at-1, least)
	case key.Matches(msg, k.Down):
		at++
	case key.Matches(msg, k.PageUp):
		at = max(at-listPage, 0)
	case key.Matches(msg, k.PageDown):
		at += listPage
	default:
		return at, false
	}
	return min(at, n-1), true
}

// listPage is how many rows a page key moves the highlight.
const listPage = 7

// PageKeys are the keys that move the highlight of a list of n rows by a page; none for a
// short list.
func PageKeys(k keys.Map, at, n int) []key.Binding {
	switch {
	case n <= listPage:
		return nil
	case at >= n-1:
		return []key.Binding{keys.WithHelp(k.PageUp, "previous page")}
	}
	return []key.Binding{keys.WithHelp(k.PageDown, "next page")}
}

// RenderRow draws one row of a list in width cells: the arrow when it is highlighted,
// the text, and what stands at its right end.
func RenderRow(t theme.Theme, on bool, indent int, text, right string, width int) string {
	pad := strings.Repeat(" ", indent)
	room := width - indent - 2
	if on {
		return pad + t.Accent.Render("▸ "+FitWidth(SpreadLine(text, right, room), room))
	}
	return pad + "  " + SpreadLine(text, t.Faint.Render(right), room)
}

// Page gathers the lines of a screen and remembers where the cursor stands.
type Page struct {
	Lines  []string
	Cursor *tea.Position
}

func (p *Page) AddLines(lines ...string) { p.Lines = append(p.Lines, lines...) }

// AddWrapped adds a text in lines of at most [Frame.TextWidth], each after an indent, and of at
// most width cells with it.
func (p *Page) AddWrapped(f Frame, style lipgloss.Style, indent, text string, width int) {
	for _, l := range f.WrapText(text, width-lipgloss.Width(indent)) {
		p.AddLines(indent + style.Render(l))
	}
}

// PlaceCursor puts the terminal's cursor onto the line that is added next.
func (p *Page) PlaceCursor(x int) { p.Cursor = &tea.Position{X: x, Y: len(p.Lines)} }

// CropAroundCursor keeps the part around the cursor that fits into height.
func (p Page) CropAroundCursor(height int) Page {
	if p.Cursor == nil || len(p.Lines) <= height {
		return p
	}
	from, to := VisibleRange(len(p.Lines), p.Cursor.Y, height)
	return Page{Lines: p.Lines[from:to], Cursor: &tea.Position{X: p.Cursor.X, Y: p.Cursor.Y - from}}
}

// PointAt draws the arrow and the text of the row that is added next; a
// highlighted row gets the cursor.
func (p *Page) PointAt(t theme.Theme, on bool, text string) (arrow, styled string) {
	if !on {
		return " ", text
	}
	p.PlaceCursor(1)
	return t.Accent.Render("▸"), t.Accent.Render(text)
}
