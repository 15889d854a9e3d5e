package wizard

import (
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"dossier/tui"
)

// PasteDropped returns what an input filter calls when it dropped a paste: it sends the
// message, and no other before that was taken, without blocking.
func PasteDropped(send func(tea.Msg)) func(tooLong bool) {
	var sending atomic.Bool
	return func(tooLong bool) {
		if sending.CompareAndSwap(false, true) {
			go func() {
				defer sending.Store(false)
				send(tui.PasteDroppedMsg{TooLong: tooLong})
			}()
		}
	}
}
