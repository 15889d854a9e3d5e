//go:build unix

package local

import (
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"dossier/tui"
	"dossier/tui/input"
)

// keyboard is the terminal's filtered input.
type keyboard = input.Terminal

// newKeyboard filters a terminal's input. send is called with a message when a paste was
// dropped, and not again before it has returned.
func newKeyboard(in hangupReader, send func(tea.Msg)) keyboard {
	var sending atomic.Bool
	return input.NewTerminal(in, func(tooLong bool) {
		if sending.CompareAndSwap(false, true) {
			go func() {
				defer sending.Store(false)
				send(tui.PasteDroppedMsg{TooLong: tooLong})
			}()
		}
	})
}
