package tui

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// built makes the form of the present page for the present size and theme. A
// form can not be resized upwards nor be given another theme, so it is made
// anew; what was typed or highlighted lives outside of it. Its first command
// is not run: it asks for the window's size, whose answer would make the form
// again, for ever.
func (a asking) built(m Model) asking {
	f := m.frame()
	var field huh.Field
	height := 1
	if a.typing() {
		field = huh.NewInput().Prompt("┃ ").CharLimit(reasonMax).Value(a.typed)
	} else {
		height = min(len(a.options()), max(f.Height-1, 1))
		field = selection(a.options(), a.at, f.Width-4).Height(height)
	}
	a.form = huh.NewForm(huh.NewGroup(field)).WithShowHelp(false).WithShowErrors(false).
		WithKeyMap(formKeys(m.keys)).WithTheme(formTheme(m.theme)).WithWidth(f.Width).WithHeight(height)
	_ = a.form.Init()
	return a
}

func selection(labels []string, at *int, width int) *huh.Select[int] {
	var options []huh.Option[int]
	for i, l := range labels {
		options = append(options, huh.NewOption(strings.TrimRight(steps.Cell(l, width), " "), i))
	}
	return huh.NewSelect[int]().Options(options...).Value(at)
}

// formKeys are ours alone. The library's own include letters, an editor and
// the clipboard of the computer the program runs on.
func formKeys(k keys.Map) *huh.KeyMap {
	off := key.NewBinding(key.WithDisabled())
	only := func(name string) key.Binding { return key.NewBinding(key.WithKeys(name)) }
	none := huh.KeyMap{Quit: off}
	none.Text.Editor = off
	none.Select.Up, none.Select.Down = k.Up, k.Down
	none.Select.GotoTop, none.Select.GotoBottom = only("home"), only("end")
	return &none
}

func formTheme(t theme.Theme) huh.Theme {
	return huh.ThemeFunc(func(bool) *huh.Styles {
		s := huh.ThemeBase(t.Dark)
		one := &s.Focused
		one.Base = lipgloss.NewStyle().PaddingLeft(1)
		one.SelectSelector = t.Accent.SetString("▸ ")
		one.SelectedOption, one.UnselectedOption, one.Option = t.Accent, t.Text, t.Text
		one.TextInput.Prompt, one.TextInput.Text, one.TextInput.Placeholder = t.Field, t.Text, t.Faint
		one.TextInput.Cursor = lipgloss.NewStyle().Foreground(foreground(t.Accent))
		s.Blurred = *one
		return s
	})
}

func foreground(s lipgloss.Style) color.Color { return s.GetForeground() }

// title is the dialog's question, or the row a reason is asked for.
func (a asking) title() string {
	if a.page == askReasons || a.page == askReason {
		return a.choice.Label
	}
	return a.dialog.Title
}

// why is said wherever a reason is asked for: it stays with a name.
const why = "Why? The reason is recorded with your name."

// head is the title. Where a low window has no room for the text below it, it
// also says what becomes of a reason.
func (a asking) head(m Model, f steps.Frame) string {
	title := a.title()
	if a.page != askReasons || a.room(f) > 0 {
		return " " + m.theme.Strong.Render(title)
	}
	short := why
	if width(title)+3+width(short) > f.Width-1 {
		short = "Why? Recorded with your name."
	}
	return " " + m.theme.Strong.Render(strings.TrimRight(steps.Cell(title, f.Width-4-width(short)), " ")) + "   " + short
}

// text is what is to be read before the answer, one paragraph after another.
func (a asking) text(f steps.Frame) []string {
	paragraphs := a.dialog.Text
	if a.page == askReasons || a.page == askReason {
		paragraphs = []string{why}
	}
	var lines []string
	for _, p := range paragraphs {
		lines = append(lines, steps.Broken(p, f.Width-2)...)
	}
	return lines
}

// room is how many lines the text can have; the rows always have theirs.
func (a asking) room(f steps.Frame) int { return max(f.Height-1-a.fieldHeight(f), 0) }

func (a asking) fieldHeight(f steps.Frame) int {
	if a.typing() {
		return 2
	}
	return min(len(a.options()), max(f.Height-1, 1))
}

// body draws title, text and rows. Empty lines come where there is room for
// them; in a low window the text is cut and can be read on, the rows never.
func (a asking) body(m Model, f steps.Frame) steps.Body {
	text := a.text(f)
	lines := []string{a.head(m, f)}
	roomy := len(text)+3 <= a.room(f)
	if roomy {
		lines = append([]string{""}, append(lines, "")...)
	}
	lines = append(lines, steps.Indented(steps.Scrolled(m.theme, text, a.scroll, a.room(f)))...)
	if roomy {
		lines = append(lines, "")
	}
	if a.typing() {
		lines = append(lines, " "+a.prompt(m.theme))
	}
	cursor := a.cursor(f, len(lines))
	lines = append(lines, strings.Split(a.form.View(), "\n")...)
	return steps.Body{Text: f.Fill(lines), Status: m.theme.Faint.Render("esc closes this; nothing is done."), Cursor: cursor}
}

// prompt is the line above the field: what to type, or what was wrong.
func (a asking) prompt(t theme.Theme) string {
	switch {
	case a.note != "":
		return t.Warn.Render("! " + a.note)
	case a.page == askWord:
		return fmt.Sprintf("Type %s to go on.", t.Strong.Render(a.choice.Word))
	}
	return "Your reason:"
}

func (a asking) cursor(f steps.Frame, top int) *tea.Position {
	if a.typing() {
		return &tea.Position{X: min(3+width(*a.typed), f.Width-1), Y: min(top, f.Height-1)}
	}
	return &tea.Position{X: 1, Y: min(top+*a.at, f.Height-1)}
}
