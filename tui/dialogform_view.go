package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// buildForm makes the form of the present page for the frame's size and theme. A
// form cannot grow nor change its theme, so it is built again, at a change and not
// for each drawing; what was typed or highlighted is kept outside the form. Its
// first command is not run: it asks for the window's size, and the answer would
// build the form again, for ever.
func (d dialogForm) buildForm(f steps.Frame) dialogForm {
	var field huh.Field
	height := 1
	if d.isTyping() {
		field = huh.NewInput().Prompt("┃ ").CharLimit(maxReasonLength).Value(d.typedText)
	} else {
		height = min(len(d.rowLabels()), max(f.Height-1, 1))
		field = newSelectField(d.rowLabels(), d.highlighted, f.Width-4).Height(height)
	}
	d.form = huh.NewForm(huh.NewGroup(field)).WithShowHelp(false).WithShowErrors(false).
		WithKeyMap(formKeyMap(f.Keys)).WithTheme(formTheme(f.Theme)).WithWidth(f.Width).WithHeight(height)
	_ = d.form.Init()
	return d
}

func newSelectField(labels []string, at *int, width int) *huh.Select[int] {
	var options []huh.Option[int]
	for i, l := range labels {
		options = append(options, huh.NewOption(strings.TrimRight(steps.FitWidth(l, width), " "), i))
	}
	return huh.NewSelect[int]().Options(options...).Value(at)
}

// formKeyMap has our keys alone. The library's own include letters, an editor and the
// clipboard of the computer that the program runs on.
func formKeyMap(k keys.Map) *huh.KeyMap {
	off := key.NewBinding(key.WithDisabled())
	none := huh.KeyMap{Quit: off}
	none.Text.Editor = off
	none.Select.Up, none.Select.Down = k.Up, k.Down
	none.Select.GotoTop, none.Select.GotoBottom = k.Home, k.End
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
		one.TextInput.Cursor = lipgloss.NewStyle().Foreground(t.Accent.GetForeground())
		s.Blurred = *one
		return s
	})
}

// pageTitle is the dialog's question, or the row that needs a reason.
func (d dialogForm) pageTitle() string {
	if d.page == pageReasons || d.page == pageTypedReason {
		return d.choice.Label
	}
	return d.dialog.Title
}

// reasonPrompt is shown wherever a reason is asked for.
const reasonPrompt = "Why? The reason is recorded with your name."

// headingLine is the title. In a window too low for the text below it, it also says that
// a reason is recorded.
func (d dialogForm) headingLine(f steps.Frame) string {
	title := d.pageTitle()
	if !d.asksReason() || d.textHeight(f) > 0 {
		return " " + f.Theme.Strong.Render(title)
	}
	short := reasonPrompt
	if cellWidth(title)+3+cellWidth(short) > f.Width-1 {
		short = "Why? Recorded with your name."
	}
	return " " + f.Theme.Strong.Render(strings.TrimRight(steps.FitWidth(title, f.Width-4-cellWidth(short)), " ")) + "   " + short
}

// notLookedAtText says that a picture was not on the screen yet, and which key shows it;
// "" when all were, or when no key can show them.
func (d dialogForm) notLookedAtText(f steps.Frame) string {
	k := f.Keys.Look
	if d.isTyping() {
		k = f.Keys.LookWhileTyping
	}
	unseen := slices.DeleteFunc(d.unseenLooks(f), func(l steps.Look) bool { return !l.CanBeDrawn(f.Pictures) })
	switch n := len(unseen); {
	case n == 0:
		return ""
	case len(d.dialog.Looks) > 1:
		return assets.CountText(n, "of these pictures was", "of these pictures were") + " not looked at here yet: " + keys.Label(k) + " shows the next."
	}
	return "The picture was not looked at here yet: " + keys.Label(k) + " shows it."
}

// asksReason reports whether a row of the page is a reason.
func (d dialogForm) asksReason() bool { return d.page == pageReasons || d.hasReasonRows() }

// textLines is the text above the rows, one paragraph after another.
func (d dialogForm) textLines(f steps.Frame) []string {
	paragraphs := d.dialog.Text
	if d.dialog.TextNow != nil {
		paragraphs = d.dialog.TextNow(f)
	}
	switch {
	case d.page == pageReasons || d.page == pageTypedReason:
		paragraphs = []string{reasonPrompt}
	case d.hasReasonRows():
		paragraphs = append(slices.Clone(paragraphs), "The reason is recorded with your name.")
	}
	paragraphs = append(slices.Clone(paragraphs), d.notLookedAtText(f))
	var lines []string
	for _, p := range paragraphs {
		lines = append(lines, f.WrapText(p, f.Width-2)...)
	}
	return lines
}

// textHeight is how many lines the text can have; the rows always have theirs.
func (d dialogForm) textHeight(f steps.Frame) int { return max(f.Height-1-d.fieldHeight(f), 0) }

func (d dialogForm) fieldHeight(f steps.Frame) int {
	if d.isTyping() {
		return 2
	}
	return min(len(d.rowLabels()), max(f.Height-1, 1))
}

// View draws title, text and rows, with empty lines where there is room. In a low window
// the text is cut and can be scrolled; the rows are always shown.
func (d dialogForm) View(whole steps.Frame) steps.Body {
	f := d.questionFrame(whole)
	text := d.textLines(f)
	lines := []string{d.headingLine(f)}
	roomy := len(text)+3 <= d.textHeight(f)
	if roomy {
		lines = append([]string{""}, append(lines, "")...)
	}
	lines = append(lines, steps.IndentLines(steps.ScrollLines(f.Theme, text, d.offset, d.textHeight(f)))...)
	if roomy {
		lines = append(lines, "")
	}
	if d.isTyping() {
		lines = append(lines, " "+d.promptLine(f.Theme))
	}
	cursor := d.cursorPosition(f, len(lines))
	lines = append(lines, strings.Split(d.form.View(), "\n")...)
	return steps.Body{Text: whole.RenderColumns(d.pictureWidth(whole), lines, d.pictureLines(whole)), Status: f.Theme.Faint.Render("esc closes this; nothing is done."), Cursor: cursor}
}

// promptLine is the line above the field: what to type, or what was wrong.
func (d dialogForm) promptLine(t theme.Theme) string {
	switch {
	case d.inputError != "":
		return t.Warn.Render("! " + d.inputError)
	case d.page == pageTypedWord:
		return fmt.Sprintf("Type %s to go on.", t.Strong.Render(d.choice.ConfirmWord))
	}
	return "Your reason:"
}

func (d dialogForm) cursorPosition(f steps.Frame, top int) *tea.Position {
	if d.isTyping() {
		return &tea.Position{X: min(3+cellWidth(*d.typedText), f.Width-1), Y: min(top, f.Height-1)}
	}
	return &tea.Position{X: 1, Y: min(top+*d.highlighted, f.Height-1)}
}
