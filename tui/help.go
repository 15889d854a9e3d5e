package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// helpView is the page that F1 opens: what the screen is for, every key that works
// now, and what the signs mean.
type helpView struct{ offset int }

func (h helpView) contentLines(f steps.Frame) []string {
	t := f.Theme
	lines := f.WrapText(f.Covered.Purpose, f.Width-2)
	for _, part := range f.Covered.Help {
		lines = append(append(lines, ""), f.WrapText(part.Text, f.Width-2)...)
		for _, command := range part.Lines {
			for _, line := range steps.WrapWhole(command.String(), f.Width-4) {
				lines = append(lines, "  "+t.Strong.Render(line))
			}
		}
	}
	for _, group := range f.Covered.Keys {
		lines = append(lines, "", t.Strong.Render(group.Title))
		for _, b := range group.Bindings {
			lines = append(lines, steps.FitWidth("  "+t.Accent.Render(keys.Label(b)), 12)+keys.Title(b))
		}
	}
	return append(lines, legendLines(t)...)
}

// legendLines explains the signs; a state is always sign, word and colour.
func legendLines(t theme.Theme) []string {
	return []string{
		"", t.Strong.Render("Signs"),
		"  " + t.OK.Render("✓") + " accepted, nothing missing    " + t.Faint.Render("○") + " missing",
		"  " + t.Warn.Render("!") + " warning or unclear           " + t.Accent.Render("●") + " here, or under way",
		"  " + t.Bad.Render("✗") + " refused, set aside, not sent " + t.Accent.Render("▸") + " the highlighted row",
	}
}

// Update scrolls and closes.
func (h helpView) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return h, nil, nil
	}
	k := f.Keys
	if key.Matches(press, k.Back, k.Help, k.Enter) || f.Covered.LetterKeys && key.Matches(press, k.Question) {
		return h, nil, steps.Close{}
	}
	h.offset = scrollOffset(k, press, h.offset, len(h.contentLines(f)), f.Height)
	return h, nil, nil
}

// View draws what fits of the page.
func (h helpView) View(f steps.Frame) steps.Body {
	lines := steps.IndentLines(steps.ScrollLines(f.Theme, h.contentLines(f), h.offset, f.Height))
	return steps.Body{Text: f.RenderLines(lines), Status: f.Theme.Faint.Render("esc closes the help."), Cursor: &tea.Position{}}
}

// Keys are close, read on and leave.
func (h helpView) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	return []key.Binding{keys.WithHelp(k.Back, "close"), keys.WithHelp(k.PageDown, "read on"), keys.WithHelp(k.Leave, "leave")}
}
