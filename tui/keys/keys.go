// Package keys holds every key binding of the wizard with its help text. A screen
// matches bindings and never key names, and the footer and the help show the
// bindings that a screen says work now, so no key is shown that does nothing.
// The package says which keys there are, not what they do, and it does not ask
// where it runs.
package keys

import (
	"slices"
	"sync"

	"charm.land/bubbles/v2/key"
)

// Map is every binding of the wizard. It is small: every screen is given one by value.
type Map struct{ *Bindings }

// Bindings are all of them, by what they do. They do not change.
type Bindings struct {
	Enter, Back, Up, Down, PageUp, PageDown, Home, End key.Binding

	Complete, NextField, Clear, Parent, NextFile  key.Binding // screens with a text field
	TakeBack, NoBackSide, Copy, RemoveFile        key.Binding
	Problem, Help, Palette, Leave, StartList      key.Binding // everywhere
	Board                                         key.Binding // everywhere, for a lead
	Document, ForApplicant, RawAnswer, CopyLetter key.Binding // letters, on Review and Result only
	Next, Question, UndoKeep                      key.Binding
	Look, LookWhileTyping, Rotate                 key.Binding // look at a picture: the letter, and the key where letters are text
	StepNumber, PreviousStep, NextStep            key.Binding // along the breadcrumb, where letters are commands
	Choose                                        key.Binding // a list of several choices
	NotText                                       key.Binding // what a dialog's text field must not get
}

// Default is the only map. F1 shows it, screen by screen.
func Default() Map { return Map{defaultBindings()} }

var defaultBindings = sync.OnceValue(newBindings)

func newBindings() *Bindings {
	return &Bindings{
		Enter: newBinding("take", "enter"), Back: newBinding("back", "esc"),
		Up: newBinding("up", "up", "ctrl+k"), Down: newBinding("down", "down", "ctrl+j", "ctrl+n"),
		PageUp: newBinding("page up", "pgup"), PageDown: newBinding("page down", "pgdown"),
		Home: newBinding("first", "home"), End: newBinding("last", "end"),
		Complete: newBinding("complete", "tab"), NextField: newBinding("field", "tab"), Clear: newBinding("clear", "ctrl+u"), Parent: newBinding("folder above", "left"), NextFile: newBinding("other file", "right"),
		TakeBack: newBinding("take back", "ctrl+z"), NoBackSide: newBinding("no back side", "ctrl+x"), Copy: newBinding("copy", "ctrl+y"), RemoveFile: newBinding("remove", "delete"),
		Problem: newBinding("problem", "ctrl+g"), Help: newBinding("help", "f1"), Palette: newBinding("commands", "ctrl+p"),
		Leave: newBinding("leave", "ctrl+c"), StartList: newBinding("start list", "ctrl+o"), Board: newBinding("board", "ctrl+b"),
		Document: newBinding("document", "d"), ForApplicant: newBinding("for the applicant", "t"), RawAnswer: newBinding("raw answer", "j"), CopyLetter: newBinding("copy", "c"),
		Next: newBinding("next applicant", "n"), Question: newBinding("help", "?"), UndoKeep: newBinding("undo keep", "u"),
		Look: newBinding("look", "v"), LookWhileTyping: newBinding("look", "ctrl+l"), Rotate: newBinding("rotate", "r"),
		StepNumber: newBinding("to that step", "1", "2", "3", "4", "5"), PreviousStep: newBinding("previous step", "left"), NextStep: newBinding("next step", "right"),
		Choose: newBinding("choose", "space"),
		// ctrl+v would read the clipboard of the computer that the program runs on.
		NotText: newBinding("", "ctrl+v", "tab", "shift+tab", "up", "down"),
	}
}

func newBinding(help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], help))
}

// AlongSteps lists the keys that lead to another step where letters are commands.
func (km Map) AlongSteps() []key.Binding {
	return []key.Binding{WithHelp(km.StepNumber, "go to the step of that number"), WithHelp(km.NextStep, "go to the step before or after")}
}

// IsMovement reports whether a binding only moves the highlight or the text.
func (km Map) IsMovement(b key.Binding) bool {
	return slices.ContainsFunc([]key.Binding{km.Up, km.Down, km.PageUp, km.PageDown, km.Home, km.End}, func(m key.Binding) bool {
		return slices.Equal(m.Keys(), b.Keys())
	})
}

// WithHelp returns b with other help words: the same key means "send" on one screen
// and "next" on another.
func WithHelp(b key.Binding, help string) key.Binding {
	b.SetHelp(b.Help().Key, help)
	return b
}

// Label is how the key of a binding is written for people.
func Label(b key.Binding) string {
	switch name := b.Help().Key; name {
	case "up":
		return "↑↓"
	case "1":
		return "1–5"
	case "f1":
		return "F1"
	case "left":
		return "←"
	case "right":
		return "←→"
	default:
		return name
	}
}
