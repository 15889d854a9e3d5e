package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// detailsView shows a text alone, from the first column on, so that it can be read
// and selected. What may go to the clipboard goes there only by a key, and the
// viewer says that not every terminal lets it.
type detailsView struct {
	show   steps.Show
	offset int
	copied bool
}

// detailsHeadHeight are the title and the empty line below it.
const detailsHeadHeight = 2

// Update scrolls, copies, opens the help and closes.
func (r detailsView) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil, nil
	}
	switch k := f.Keys; {
	case key.Matches(press, k.Back):
		return r, nil, steps.Close{}
	case key.Matches(press, k.Help):
		return r, nil, steps.ShowHelp{}
	case r.show.Copy != "" && key.Matches(press, k.Enter, k.CopyLetter):
		r.copied = true
		return r, nil, steps.CopyText{Text: r.show.Copy}
	}
	r.offset = scrollOffset(f.Keys, press, r.offset, len(r.wrappedLines(f)), f.Height-detailsHeadHeight)
	return r, nil, nil
}

// scrollOffset is the offset of a text of n lines after a key.
func scrollOffset(k keys.Map, press tea.KeyPressMsg, offset, n, height int) int {
	switch {
	case key.Matches(press, k.Up):
		offset--
	case key.Matches(press, k.Down):
		offset++
	case key.Matches(press, k.PageUp):
		offset -= max(height-2, 1)
	case key.Matches(press, k.PageDown):
		offset += max(height-2, 1)
	case key.Matches(press, k.Home):
		offset = 0
	case key.Matches(press, k.End):
		offset = n
	}
	return steps.ClampScroll(n, offset, height)
}

func (r detailsView) wrappedLines(f steps.Frame) []string {
	var lines []string
	for _, l := range r.show.Lines {
		lines = append(lines, steps.WrapText(l.String(), f.Width)...)
	}
	return lines
}

// View draws the title and what fits of the text.
func (r detailsView) View(f steps.Frame) steps.Body {
	lines := []string{" " + f.Theme.Strong.Render(r.show.Title), ""}
	lines = append(lines, steps.ScrollLines(f.Theme, r.wrappedLines(f), r.offset, f.Height-detailsHeadHeight)...)
	return steps.Body{Text: f.RenderLines(lines), Status: r.statusLine(f.Theme), Cursor: &tea.Position{X: 0, Y: min(detailsHeadHeight, f.Height-1)}}
}

func (r detailsView) statusLine(t theme.Theme) string {
	switch {
	case r.copied:
		return t.OK.Render("✓ ") + "Handed to the terminal. If it is not in the clipboard, select it with the mouse."
	case r.show.Copy != "":
		return "c copies it where the terminal allows; else select it with the mouse."
	}
	return t.Faint.Render("To copy, select it with the mouse.")
}

// Keys are close, copy where it is allowed, and read on where there is more.
func (r detailsView) Keys(f steps.Frame) []key.Binding {
	list := []key.Binding{keys.WithHelp(f.Keys.Back, "close")}
	if r.show.Copy != "" {
		list = append(list, f.Keys.CopyLetter)
	}
	if len(r.wrappedLines(f)) > f.Height-detailsHeadHeight {
		list = append(list, keys.WithHelp(f.Keys.PageDown, "read on"))
	}
	return list
}
