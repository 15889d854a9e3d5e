//go:build unix

package local

import (
	"cmp"
	"context"
	"os"
	"os/signal"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// watchSuspension gives the terminal back while the program is stopped by a signal (kill
// -TSTP; ctrl+z is a key of the wizard), and takes it again when it goes on. It calls gone
// when that fails: a wizard without a keyboard would hold its dossier for ever. The
// returned func ends it.
func watchSuspension(ctx context.Context, program *tea.Program, t *heldTerminal, keys keyboard, gone func()) func() {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTSTP)
	go func() {
		defer close(ended)
		for {
			select {
			case <-signals:
				if suspendProgram(program, t, keys) != nil {
					gone()
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		stop()
		<-ended
	}
}

// suspendProgram stops the program and returns when it goes on. It returns an error if the
// terminal cannot be taken again.
func suspendProgram(program *tea.Program, t *heldTerminal, keys keyboard) error {
	if !canGoOn() {
		return nil
	}
	keys.Pause()
	if program.ReleaseTerminal() != nil {
		return keys.Resume()
	}
	t.giveBack(true)
	stopProcess()
	if err := cmp.Or(t.take(), keys.Resume(), program.RestoreTerminal()); err != nil {
		return err
	}
	program.Send(tea.ClearScreen())
	return nil
}

// canGoOn reports whether there is a shell that can let a stopped program go on: a parent
// in the same session. Without one the system ignores this signal too (POSIX, orphaned
// process groups).
func canGoOn() bool {
	own, err := unix.Getsid(0)
	parent, err2 := unix.Getsid(unix.Getppid())
	return err == nil && err2 == nil && own == parent
}

// stopProcess stops this process, as the signal would have done, and returns when it goes
// on. It sends SIGSTOP: Go's runtime keeps its handler of SIGTSTP once one was asked for.
func stopProcess() {
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, unix.SIGCONT)
	defer signal.Stop(goesOn)
	_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
	<-goesOn
}
