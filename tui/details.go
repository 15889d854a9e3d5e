package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// detailsView shows a text alone, from the first column on, so that it can be read and
// selected. Only a key copies it, and only where the screen allows it; not every
// terminal lets a program write the clipboard, which the status line says.
type detailsView struct {
	show   steps.Show
	offset int
	copied bool
}

// detailsHeadHeight are the title and the empty line below it.
const detailsHeadHeight = 2

// Update scrolls, copies, opens the help and closes.
func (d detailsView) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d, nil, nil
	}
	switch k := f.Keys; {
	case key.Matches(press, k.Back):
		return d, nil, steps.Close{}
	case key.Matches(press, k.Help):
		return d, nil, steps.ShowHelp{}
	case d.show.Copy != "" && key.Matches(press, k.Enter, k.CopyLetter):
		d.copied = true
		return d, nil, steps.CopyText{Text: d.show.Copy}
	}
	d.offset = scrollOffset(f.Keys, press, d.offset, len(d.wrappedLines(f)), f.Height-detailsHeadHeight)
	return d, nil, nil
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

func (d detailsView) wrappedLines(f steps.Frame) []string {
	var lines []string
	for _, l := range d.show.Lines {
		lines = append(lines, steps.WrapWhole(l.String(), f.Width)...)
	}
	return lines
}

// View draws the title and what fits of the text.
func (d detailsView) View(f steps.Frame) steps.Body {
	lines := []string{" " + f.Theme.Strong.Render(d.show.Title), ""}
	lines = append(lines, steps.ScrollLines(f.Theme, d.wrappedLines(f), d.offset, f.Height-detailsHeadHeight)...)
	return steps.Body{Text: f.RenderLines(lines), Status: d.statusLine(f.Theme), Cursor: &tea.Position{X: 0, Y: min(detailsHeadHeight, f.Height-1)}}
}

func (d detailsView) statusLine(t theme.Theme) string {
	switch {
	case d.copied:
		return t.OK.Render("✓ ") + "Handed to the terminal. If it is not in the clipboard, select it with the mouse."
	case d.show.Copy != "":
		return "c copies it where the terminal allows; else select it with the mouse."
	}
	return t.Faint.Render("To copy, select it with the mouse.")
}

// Keys are close, copy where it is allowed, and read on where there is more.
func (d detailsView) Keys(f steps.Frame) []key.Binding {
	list := []key.Binding{keys.WithHelp(f.Keys.Back, "close")}
	if d.show.Copy != "" {
		list = append(list, keys.WithHelp(f.Keys.CopyLetter, "copy it"))
	}
	if len(d.wrappedLines(f)) > f.Height-detailsHeadHeight {
		list = append(list, keys.WithHelp(f.Keys.PageDown, "read on"))
	}
	return list
}
