package steps

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/theme"
)

// Field is the one text field of a question. Its text is foreign until it was
// understood, so control characters never get in. It is a value: what its pointer points to
// does not change, and is 8 KB that no call copies.
type Field struct{ input *textinput.Model }

// NewField makes a focused, empty field. Its cursor does not blink: a screen on
// which nothing happens sends nothing.
func NewField(placeholder string, limit int) Field {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.CharLimit = "", placeholder, limit
	in.KeyMap.Paste.SetEnabled(false) // it reads the clipboard of the computer the program runs on
	styles := textinput.DefaultStyles(true)
	styles.Cursor.Blink = false
	in.SetStyles(styles)
	in.Focus()
	return Field{&in}
}

// model is a copy of the library's field; an empty one for the zero value.
func (f Field) model() textinput.Model {
	if f.input == nil {
		return textinput.Model{}
	}
	return *f.input
}

// Value is what was typed.
func (f Field) Value() string {
	if f.input == nil {
		return ""
	}
	return f.input.Value()
}

// With returns the field holding text, with the cursor after it.
func (f Field) With(text string) Field {
	in := f.model()
	in.SetValue(text)
	in.CursorEnd()
	return Field{&in}
}

// Update edits the text; a paste is put in as one line, without the line break
// that copying takes along.
func (f Field) Update(msg tea.Msg) (Field, tea.Cmd) {
	if p, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: safe.Line(foreign.Untrusted(strings.TrimSpace(p.Content)), safe.DetailMax).String()}
	}
	in, cmd := f.model().Update(msg)
	return Field{&in}, cmd
}

// View draws "┃ text" in width cells. A text that is too long is scrolled so
// that the cursor can be seen.
func (f Field) View(t theme.Theme, width int) string {
	in := f.model()
	styles := textinput.DefaultStyles(t.Dark)
	styles.Cursor.Blink = false
	styles.Cursor.Color = t.Field.GetForeground()
	styles.Focused.Text, styles.Focused.Placeholder = t.Text, t.Faint
	in.SetStyles(styles)
	at := in.Position()
	in.SetValue(displayText(in.Value()))
	in.SetWidth(max(width-4, 1))
	in.CursorEnd() // scrolls to the end first, as a new field knows no offset
	in.SetCursor(at)
	return t.Field.Render("┃") + " " + in.View()
}

// IsAtStart reports whether nothing is before the cursor.
func (f Field) IsAtStart() bool { return f.position() == 0 }

// position is how many characters are before the cursor.
func (f Field) position() int {
	if f.input == nil {
		return 0
	}
	return f.input.Position()
}

// IsAtEnd reports whether nothing is after the cursor.
func (f Field) IsAtEnd() bool { return f.input.Position() == len([]rune(f.input.Value())) }

// displayText is the text with one plain sign for each that the terminal must not get or
// that could not be seen: the field keeps them, as names hold them. A blank stays a
// blank, whatever its kind.
func displayText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return '·'
	}, text)
}

// Column is the cell of the cursor in what View draws.
func (f Field) Column(width int) int {
	before := displayText(string([]rune(f.Value())[:f.position()]))
	return 2 + min(lipgloss.Width(before), max(width-4, 1))
}
