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

// newKeyboard filters a terminal's input. tell is called with what was dropped, and not
// again before it has returned.
func newKeyboard(in hangupReader, tell func(tea.Msg)) keyboard {
	var telling atomic.Bool
	return input.NewTerminal(in, func(long bool) {
		if telling.CompareAndSwap(false, true) {
			go func() {
				defer telling.Store(false)
				tell(tui.PasteRefusedMsg{TooLong: long})
			}()
		}
	})
}
