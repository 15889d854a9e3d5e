package local

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"dossier/flows/desk"
)

// TestAWizardReturnsThoughItsTerminalTakesNoOutput proves that nothing of a wizard waits
// for a terminal whose output is stopped once its context has ended.
func TestAWizardReturnsThoughItsTerminalTakesNoOutput(t *testing.T) {
	s := newSlowTerminal(t)
	settings := Settings{
		Environ: []string{"TERM=xterm-256color"},
		OpenJournal: func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
			return nil, nil, nil, errors.New("none")
		},
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, settings, s.tty, s.tty) }()
	s.waitFor("step 1 of 5")
	const outputOff, outputOn = 0, 1 // TCOOFF, TCOON
	if err := unix.IoctlSetInt(int(s.tty.Fd()), unix.TCXONC, outputOff); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.IoctlSetInt(int(s.tty.Fd()), unix.TCXONC, outputOn) }()
	cancel()
	if err := <-ended; !errors.Is(err, ErrEnded) { // the test's own limit ends it
		t.Errorf("it ended with %v", err)
	}
}
