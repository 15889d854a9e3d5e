// Package keys holds every key binding with its help text. A screen matches
// bindings and never key names; the footer shows the bindings a screen says
// are live, so it can show no key that does nothing.
package keys

import "charm.land/bubbles/v2/key"

// Map is every binding of the wizard.
type Map struct {
	Enter, Back, Up, Down, PageUp, PageDown, Home, End key.Binding

	Complete, NextField, Clear                    key.Binding // text screens
	TakeBack, NoBackSide, Copy                    key.Binding
	Problem, Help, Palette, Leave                 key.Binding // everywhere
	Document, ForApplicant, RawAnswer, CopyLetter key.Binding // letters, on Review and Result only
	Next, Question                                key.Binding
}

// Default is the map of the manual page "Keys" (F1 shows it).
func Default() Map {
	bind := func(help string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], help))
	}
	return Map{
		Enter: bind("take", "enter"), Back: bind("back", "esc"),
		Up: bind("up", "up", "ctrl+k"), Down: bind("down", "down", "ctrl+j", "ctrl+n"),
		PageUp: bind("page up", "pgup"), PageDown: bind("page down", "pgdown"),
		Home: bind("first", "home"), End: bind("last", "end"),
		Complete: bind("complete", "tab"), NextField: bind("field", "tab"), Clear: bind("clear", "ctrl+u"),
		TakeBack: bind("take back", "ctrl+z"), NoBackSide: bind("no back side", "ctrl+x"), Copy: bind("copy", "ctrl+y"),
		Problem: bind("problem", "ctrl+g"), Help: bind("help", "f1"), Palette: bind("commands", "ctrl+p"),
		Leave:    bind("leave", "ctrl+c"),
		Document: bind("document", "d"), ForApplicant: bind("for the customer", "t"), RawAnswer: bind("raw answer", "j"), CopyLetter: bind("copy", "c"),
		Next: bind("next applicant", "n"), Question: bind("help", "?"),
	}
}

// WithHelp returns b with other help words: the same key means "send" on one screen
// and "next" on another.
func WithHelp(b key.Binding, help string) key.Binding {
	b.SetHelp(b.Help().Key, help)
	return b
}
