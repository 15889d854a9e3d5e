package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// reading shows a text alone, from the first column on, so that it can be read
// and selected. What may go to the clipboard goes there only by a key, and the
// viewer says that not every terminal lets it.
type reading struct {
	show   steps.Show
	offset int
	copied bool
}

func newReading(_ Model, s steps.Show) (overlay, tea.Cmd) { return reading{show: s}, nil }

// readingHead are the title and the empty line below it.
const readingHead = 2

func (r reading) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil, nil
	}
	f, k := m.frame(), m.keys
	switch {
	case key.Matches(press, k.Back):
		return nil, nil, nil
	case key.Matches(press, k.Help):
		over, cmd := newHelp(m)
		return over, cmd, nil
	case r.show.Copy != "" && key.Matches(press, k.Enter, k.CopyL):
		r.copied = true
		if m.cfg.Clipboard != nil {
			m.cfg.Clipboard(r.show.Copy)
		}
		return r, tea.SetClipboard(r.show.Copy), nil
	}
	r.offset = scrolledBy(m, press, r.offset, len(r.lines(f)), f.Height-readingHead)
	return r, nil, nil
}

// scrolledBy is the offset of a text of n lines after a key.
func scrolledBy(m Model, press tea.KeyPressMsg, offset, n, height int) int {
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
	return steps.ScrollTo(n, offset, height)
}

func (r reading) lines(f steps.Frame) []string {
	var lines []string
	for _, l := range r.show.Lines {
		lines = append(lines, steps.Broken(l.String(), f.Width)...)
	}
	return lines
}

func (r reading) body(m Model, f steps.Frame) steps.Body {
	lines := []string{" " + m.theme.Strong.Render(r.show.Title), ""}
	lines = append(lines, steps.Scrolled(m.theme, r.lines(f), r.offset, f.Height-readingHead)...)
	return steps.Body{Text: f.Fill(lines), Status: r.status(m), Cursor: &tea.Position{X: 0, Y: min(readingHead, f.Height-1)}}
}

func (r reading) status(m Model) string {
	switch {
	case r.copied:
		return m.theme.OK.Render("✓ ") + "Handed to the terminal. If it is not in the clipboard, select it with the mouse."
	case r.show.Copy != "":
		return "c copies it where the terminal allows; else select it with the mouse."
	}
	return m.theme.Faint.Render("To copy, select it with the mouse.")
}

func (r reading) keys(m Model) []key.Binding {
	list := []key.Binding{keys.As(m.keys.Back, "close")}
	if r.show.Copy != "" {
		list = append(list, m.keys.CopyL)
	}
	if f := m.frame(); len(r.lines(f)) > f.Height-readingHead {
		list = append(list, keys.As(m.keys.PageDown, "read on"))
	}
	return list
}

func (r reading) resize(Model) (overlay, tea.Cmd) { return r, nil }
