package local

import (
	"context"
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows/desk"
)

// TestAJournalThatOpensTooLateIsClosed proves that a journal which opens when the wizard
// has ended is closed, and once.
func TestAJournalThatOpensTooLateIsClosed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	closed, opened := 0, make(chan func(), 1)
	connect := Settings{OpenJournal: func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
		cancel()
		closeOpened(opened) // as the wizard does at its end: nothing is open yet
		return nil, nil, func() { closed++ }, nil
	}}.connectDesks(opened)
	if _, err := connect(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	closeOpened(opened)
	if closed != 1 {
		t.Errorf("closed %d times", closed)
	}
}

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
