package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestAFaultIsOneSafeSentence proves that the cause of a journal that cannot be opened does
// nothing to the terminal, and that leaving is no fault.
func TestAFaultIsOneSafeSentence(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("its database reported error 7; try again"), "Its database reported error 7; try again."},
		{errors.New("the server said \x1b[2Jhello\nworld"), `The server said \u{1B}[2Jhello\u{0A}world.`},
		{fmt.Errorf("opening: %w", context.Canceled), ""},
	} {
		m, _ := onReview(t, 80, 24)
		next, _ := m.Update(connectedMsg{err: c.err})
		if got := next.(Model).stepFrame().JournalFault; got != c.want {
			t.Errorf("connecting: %q, want %q", got, c.want)
		}
		above, _ := m.Update(dossierOpenedMsg{err: c.err})
		if screen := renderScreen(t, above.(Model)); !strings.Contains(screen, c.want) || strings.Contains(screen, "cannot be opened now") != (c.want != "") {
			t.Errorf("opening from the board: no %q:\n%s", c.want, screen)
		}
		m, _ = m.showStartList()
		next, _ = m.Update(dossierOpenedMsg{err: c.err})
		if got := next.(Model).stepFrame().JournalFault; got != c.want {
			t.Errorf("opening: %q, want %q", got, c.want)
		}
	}
}
