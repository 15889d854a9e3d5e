//go:build !unix

package local

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// watchSuspension does nothing: no signal stops a program here.
func watchSuspension(context.Context, *tea.Program, *heldTerminal, keyboard, func()) func() {
	return func() {}
}
