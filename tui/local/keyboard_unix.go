//go:build unix

package local

import (
	tea "charm.land/bubbletea/v2"

	"dossier/tui"
	"dossier/tui/input"
)

// keyboard is the terminal's filtered input.
type keyboard = input.Terminal

// newKeyboard filters a terminal's input. The program is told of what is dropped once
// tell was given it.
func newKeyboard(in hangupReader, tell func(tea.Msg)) keyboard {
	return input.NewTerminal(in, func(long bool) { go tell(tui.PasteRefusedMsg{TooLong: long}) })
}
