package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// palette is the list behind ctrl+p: every command that works now, found by
// name, with its key beside it so that it need not be looked up twice.
type palette struct {
	field       steps.Field
	highlighted int // the highlighted row; noHighlight when a resemblance was found only
}

const noHighlight = -1

func newPalette(Model) (overlay, tea.Cmd) {
	return palette{field: steps.NewField("type a command", 40)}, nil
}

// matchingCommands lists the commands that the typed text meets: those that hold it
// first, then those that resemble it.
func (p palette) matchingCommands(m Model) (list []command, sure int) {
	all := availableCommands(m)
	typed := strings.ToLower(strings.TrimSpace(p.field.Value()))
	if typed == "" {
		return all, len(all)
	}
	holds := func(c command) bool { return strings.Contains(strings.ToLower(c.title), typed) }
	for _, c := range all {
		if holds(c) {
			list = append(list, c)
		}
	}
	sure = len(list)
	for _, match := range fuzzy.Find(typed, commandTitles(all)) {
		if c := all[match.Index]; !holds(c) {
			list = append(list, c)
		}
	}
	return list, sure
}

func commandTitles(list []command) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.title)
	}
	return out
}

func (p palette) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return p.updateField(m, msg)
	}
	list, _ := p.matchingCommands(m)
	k := m.keys
	switch {
	case key.Matches(press, k.Back, k.Palette):
		return nil, nil, nil
	case key.Matches(press, k.Enter):
		if p.highlighted < 0 || p.highlighted >= len(list) {
			return p, nil, nil
		}
		m.overlay = nil
		return list[p.highlighted].run(m)
	case key.Matches(press, k.Up):
		p.highlighted = max(p.highlighted-1, 0)
	case key.Matches(press, k.Down):
		p.highlighted = min(p.highlighted+1, len(list)-1)
	case key.Matches(press, k.Clear):
		p.field, p.highlighted = p.field.With(""), 0
	default:
		return p.updateField(m, msg)
	}
	return p, nil, nil
}

// updateField edits the text. What only resembles it is listed but not highlighted.
func (p palette) updateField(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	before := p.field.Value()
	var cmd tea.Cmd
	p.field, cmd = p.field.Update(msg)
	if p.field.Value() == before {
		return p, cmd, nil
	}
	p.highlighted = noHighlight
	if _, sure := p.matchingCommands(m); sure > 0 {
		p.highlighted = 0
	}
	return p, cmd, nil
}

func (p palette) renderBody(m Model, f steps.Frame) steps.Body {
	list, _ := p.matchingCommands(m)
	lines := []string{" " + m.theme.Strong.Render("Commands"), " " + p.field.View(m.theme, f.Width-2)}
	if f.Height > 10 {
		lines = append(append([]string{""}, lines...), "")
	}
	cursor := &tea.Position{X: 1 + p.field.Column(f.Width-2), Y: len(lines) - 1}
	if f.Height > 10 {
		cursor.Y--
	}
	wide := min(f.Width-2, 60)
	from, to := steps.VisibleRange(len(list), max(p.highlighted, 0), f.Height-len(lines))
	for i := from; i < to; i++ {
		c := list[i]
		right := m.theme.Faint.Render(keyName(c.key))
		arrow, title := "  ", c.title
		if i == p.highlighted {
			cursor = &tea.Position{X: 1, Y: len(lines)}
			arrow, title = m.theme.Accent.Render("▸ "), m.theme.Accent.Render(title)
		}
		lines = append(lines, " "+arrow+steps.SpreadLine(title, right, wide-2))
	}
	if len(list) == 0 {
		lines = append(lines, "   "+m.theme.Faint.Render("No such command here."))
	}
	return steps.Body{Text: f.RenderLines(lines), Status: m.theme.Faint.Render("Every command with its key."), Cursor: cursor}
}

func (p palette) keyBindings(m Model) []key.Binding {
	return []key.Binding{keys.WithHelp(m.keys.Enter, "do it"), keys.WithHelp(m.keys.Up, "row"), keys.WithHelp(m.keys.Back, "close"), m.keys.Clear}
}

func (p palette) resize(Model) (overlay, tea.Cmd) { return p, nil }
