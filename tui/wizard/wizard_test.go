package wizard

import (
	"context"
	"errors"
	"testing"

	"dossier/flows/desk"
)

// TestAJournalThatOpensTooLateIsClosed proves that a journal which opens when the wizard
// has ended is closed, and once.
func TestAJournalThatOpensTooLateIsClosed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	closed, opened := 0, make(chan func(), 1)
	connect := Config{OpenJournal: func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
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
