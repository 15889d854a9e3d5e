//go:build linux || darwin

package e2e

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"dossier/tui/local"
)

// TestAWizardEndsWithItsTerminal proves that a wizard whose terminal goes away
// does not live on, holding its dossier: the terminal is not this process's own,
// so no SIGHUP comes, and only the input ends.
func TestAWizardEndsWithItsTerminal(t *testing.T) {
	w := newWorld(t)
	master, terminal := closable(t)
	settings := w.settings(wizardOptions{applicant: anna, hold: time.Minute})
	settings.Environ = []string{"TERM=xterm-256color"}
	ended := make(chan error, 1)
	go func() { ended <- local.Run(context.WithoutCancel(t.Context()), settings, terminal, terminal) }()
	drained := make(chan struct{})
	go func() { defer close(drained); _, _ = io.Copy(io.Discard, master) }()
	w.waitUntil("an open dossier", func() bool { return w.count(anna, "FlowChosen") == 1 })
	select {
	case err := <-ended:
		t.Fatalf("it ended with its terminal still there: %v", err)
	default:
	}
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	<-drained
	select {
	case err := <-ended:
		if !errors.Is(err, local.ErrTerminalGone) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it lives on without its terminal")
	}
}

// closable is a terminal whose master can be closed while it is being read,
// which a descriptor in blocking mode cannot.
func closable(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	blocking, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = terminal.Close() })
	if err := pty.Setsize(blocking, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	fd, err := syscall.Dup(int(blocking.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.SetNonblock(fd, true), blocking.Close()); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "master"), terminal
}
