// Package palette is the list of all commands that work now, found by name. It knows no
// command: they come in the Frame.
package palette

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// Palette is the list that ctrl+p opens: every command that works now, found by
// name, with its key.
type Palette struct {
	field       steps.Field
	highlighted int // the highlighted row; noHighlight when only similar names were found
}

const noHighlight = -1

// New is a list with nothing typed.
func New() Palette { return Palette{field: steps.NewField("type a command", 40)} }

// matchingCommands lists the commands for the typed text: those that contain it, sure
// of them, then those with a similar name.
func (p Palette) matchingCommands(all []steps.Command) (list []steps.Command, sure int) {
	typed := strings.ToLower(strings.TrimSpace(p.field.Value()))
	if typed == "" {
		return all, len(all)
	}
	holds := func(c steps.Command) bool { return strings.Contains(strings.ToLower(c.Title), typed) }
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

func commandTitles(list []steps.Command) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Title)
	}
	return out
}

// Update edits the text, moves the highlight, and closes with the highlighted command.
func (p Palette) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return p.updateField(msg, f)
	}
	list, _ := p.matchingCommands(f.Covered.Commands)
	switch k := f.Keys; {
	case key.Matches(press, k.Back, k.Palette):
		return p, nil, steps.Close{}
	case key.Matches(press, k.Enter):
		if p.highlighted < 0 || p.highlighted >= len(list) {
			return p, nil, nil
		}
		return p, nil, steps.Close{Then: list[p.highlighted].Action}
	case key.Matches(press, k.Up):
		p.highlighted = max(p.highlighted-1, 0)
	case key.Matches(press, k.Down):
		p.highlighted = min(p.highlighted+1, len(list)-1)
	case key.Matches(press, k.Clear):
		p.field, p.highlighted = p.field.With(""), 0
	default:
		return p.updateField(msg, f)
	}
	return p, nil, nil
}

// updateField edits the text. A command with only a similar name is listed but not
// highlighted.
func (p Palette) updateField(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	before := p.field.Value()
	var cmd tea.Cmd
	p.field, cmd = p.field.Update(msg)
	if p.field.Value() == before {
		return p, cmd, nil
	}
	p.highlighted = noHighlight
	if _, sure := p.matchingCommands(f.Covered.Commands); sure > 0 {
		p.highlighted = 0
	}
	return p, cmd, nil
}

// View draws the text field and the list below it.
func (p Palette) View(f steps.Frame) steps.Body {
	list, _ := p.matchingCommands(f.Covered.Commands)
	lines := []string{" " + f.Theme.Strong.Render("Commands"), " " + p.field.View(f.Theme, f.Width-2)}
	if f.Height > 10 {
		lines = append(append([]string{""}, lines...), "")
	}
	cursor := &tea.Position{X: 1 + p.field.Column(f.Width-2), Y: len(lines) - 1}
	if f.Height > 10 {
		cursor.Y--
	}
	wide := min(f.Width-2, 60)
	room := f.Height - len(lines)
	from, to, left := steps.VisibleRows(len(list), 0, max(p.highlighted, 0), room)
	for i := from; i < to; i++ {
		c := list[i]
		right := f.Theme.Faint.Render(c.Key)
		arrow, title := "  ", c.Title
		if i == p.highlighted {
			cursor = &tea.Position{X: 1, Y: len(lines)}
			arrow, title = f.Theme.Accent.Render("▸ "), f.Theme.Accent.Render(title)
		}
		lines = append(lines, " "+arrow+steps.SpreadLine(title, right, wide-2))
	}
	lines = append(lines, f.RenderRest("   ", left, room)...)
	if len(list) == 0 {
		lines = append(lines, "   "+f.Theme.Faint.Render("No such command here."))
	}
	return steps.Body{Text: f.RenderLines(lines), Status: f.Theme.Faint.Render("Every command with its key."), Cursor: cursor}
}

// Keys are the keys of the list; letters are text here.
func (p Palette) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	return []key.Binding{keys.WithHelp(k.Enter, "do it"), keys.WithHelp(k.Up, "row"), keys.WithHelp(k.Back, "close"), k.Clear}
}
