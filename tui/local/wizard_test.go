package local

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestAnEndIsSaidInOurWords proves that a wizard which a signal ended says so, and not
// what Go calls it.
func TestAnEndIsSaidInOurWords(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, cause := range []error{nil, context.Canceled, tea.ErrProgramKilled} {
		if err := endError(ended, ended, new(terminalOutput), nil, cause); err != ErrEnded {
			t.Errorf("%v: %v", cause, err)
		}
	}
}
