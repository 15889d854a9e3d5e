package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// detailsView shows a text alone, from the first column on, so that it can be read
// and selected. What may go to the clipboard goes there only by a key, and the
// viewer says that not every terminal lets it.
type detailsView struct {
	show   steps.Show
	offset int
	copied bool
}

func newDetailsView(_ Model, s steps.Show) (overlay, tea.Cmd) { return detailsView{show: s}, nil }

// detailsHeadHeight are the title and the empty line below it.
const detailsHeadHeight = 2

func (r detailsView) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil, nil
	}
	f, k := m.stepFrame(), m.keys
	switch {
	case key.Matches(press, k.Back):
		return nil, nil, nil
	case key.Matches(press, k.Help):
		over, cmd := newHelpView(m)
		return over, cmd, nil
	case r.show.Copy != "" && key.Matches(press, k.Enter, k.CopyLetter):
		r.copied = true
		if m.cfg.Clipboard != nil {
			m.cfg.Clipboard(r.show.Copy)
		}
		return r, tea.SetClipboard(r.show.Copy), nil
	}
	r.offset = scrollOffset(m, press, r.offset, len(r.wrappedLines(f)), f.Height-detailsHeadHeight)
	return r, nil, nil
}

// scrollOffset is the offset of a text of n lines after a key.
func scrollOffset(m Model, press tea.KeyPressMsg, offset, n, height int) int {
	k := m.keys
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

func (r detailsView) renderBody(m Model, f steps.Frame) steps.Body {
	lines := []string{" " + m.theme.Strong.Render(r.show.Title), ""}
	lines = append(lines, steps.ScrollLines(m.theme, r.wrappedLines(f), r.offset, f.Height-detailsHeadHeight)...)
	return steps.Body{Text: f.RenderLines(lines), Status: r.statusLine(m), Cursor: &tea.Position{X: 0, Y: min(detailsHeadHeight, f.Height-1)}}
}

func (r detailsView) statusLine(m Model) string {
	switch {
	case r.copied:
		return m.theme.OK.Render("✓ ") + "Handed to the terminal. If it is not in the clipboard, select it with the mouse."
	case r.show.Copy != "":
		return "c copies it where the terminal allows; else select it with the mouse."
	}
	return m.theme.Faint.Render("To copy, select it with the mouse.")
}

func (r detailsView) keyBindings(m Model) []key.Binding {
	list := []key.Binding{keys.WithHelp(m.keys.Back, "close")}
	if r.show.Copy != "" {
		list = append(list, m.keys.CopyLetter)
	}
	if f := m.stepFrame(); len(r.wrappedLines(f)) > f.Height-detailsHeadHeight {
		list = append(list, keys.WithHelp(m.keys.PageDown, "read on"))
	}
	return list
}

func (r detailsView) resize(Model) (overlay, tea.Cmd) { return r, nil }
