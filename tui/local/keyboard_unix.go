//go:build unix

package local

import (
	tea "charm.land/bubbletea/v2"

	"dossier/tui/input"
	"dossier/tui/wizard"
)

// keyboard is the terminal's filtered input.
type keyboard = input.Terminal

// newKeyboard filters a terminal's input. send is called with a message when a paste was
// dropped, and not again before it has returned.
func newKeyboard(in hangupReader, send func(tea.Msg)) keyboard {
	return input.NewTerminal(in, wizard.PasteDropped(send))
}
