//go:build unix

package local

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"dossier/tui/recovery"
)

// watchSuspension gives the terminal back while the program is stopped by a signal (kill
// -TSTP; ctrl+z is a key of the wizard), and takes it again when the program goes on, also
// after a stop that no program can prepare for (kill -STOP). It calls gone when that fails:
// a wizard without a keyboard would hold its dossier for ever. The returned func ends it.
func watchSuspension(ctx context.Context, program *tea.Program, t *heldTerminal, keys keyboard, gone func()) func() {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	s := suspension{program, t, keys, make(chan os.Signal, 1)}
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, unix.SIGTSTP)
	signal.Notify(s.goesOn, unix.SIGCONT)
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			if s.handleSignal(ctx, stops) != nil {
				gone()
			}
		}
	}()
	return func() {
		signal.Stop(stops)
		signal.Stop(s.goesOn)
		stop()
		<-ended
	}
}

// suspension is what a wizard has to give to a shell, and to take again.
type suspension struct {
	program  *tea.Program
	terminal *heldTerminal
	keys     keyboard
	goesOn   chan os.Signal // CONT
}

// handleSignal waits for a signal and does what it asks for. It returns an error if the
// terminal cannot be taken again.
func (s suspension) handleSignal(ctx context.Context, stops <-chan os.Signal) error {
	select {
	case <-stops:
		return s.stopHere(ctx)
	case <-s.goesOn:
		return s.takeAgain(ctx)
	case <-ctx.Done():
		return nil
	}
}

// stopHere stops the program with the terminal given back, and returns when it goes on.
func (s suspension) stopHere(ctx context.Context) error {
	if !canGoOn() {
		return nil
	}
	return s.runReleased(ctx, func() error {
		s.terminal.giveBack(false)
		s.stopProcess()
		err := cmp.Or(s.terminal.take(), s.keys.Resume())
		s.terminal.keepTitle()
		return err
	})
}

// takeAgain takes a terminal that a shell may have had meanwhile, and draws everything on it
// again. One that is gone is left to the end of the input.
func (s suspension) takeAgain(ctx context.Context) error {
	switch held, err := s.terminal.makeRawAgain(); {
	case err != nil:
		return err
	case !held:
		return nil
	}
	return s.runReleased(ctx, s.keys.Resume)
}

// runReleased runs do while the library has released the terminal: in its own loop, so that
// it neither draws nor ends meanwhile.
func (s suspension) runReleased(ctx context.Context, do func() error) error {
	s.keys.Pause()
	done := make(chan error, 1)
	s.program.Send(tea.Exec(releasedCommand{do}, func(err error) tea.Msg {
		done <- err
		return tea.ClearScreen()
	})())
	select {
	case err := <-done:
		return err
	case <-ctx.Done(): // the program has ended
		return nil
	}
}

// rendererEnd is more than the library's renderer takes to end. The renderer stops its
// ticker then in a goroutine that nobody waits for: a new one that was faster would lose the
// ticker and never draw (Bubble Tea 2.1.1, startRenderer).
const rendererEnd = 50 * time.Millisecond

// releasedCommand is a func as a command that the library waits for.
type releasedCommand struct{ run func() error }

func (c releasedCommand) Run() error {
	time.Sleep(rendererEnd)
	return c.run()
}

func (releasedCommand) SetStdin(io.Reader)  {}
func (releasedCommand) SetStdout(io.Writer) {}
func (releasedCommand) SetStderr(io.Writer) {}

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
func (s suspension) stopProcess() {
	select {
	case <-s.goesOn: // of an earlier stop
	default:
	}
	_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
	<-s.goesOn
}

// makeRawAgain makes a held terminal raw whose modes a shell has changed; those are then
// given back at the end. A shell that keeps the modes of each of its jobs (zsh) has changed
// none. It reports whether there is a terminal that is held.
func (t *heldTerminal) makeRawAgain() (held bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := term.GetState(t.in.Fd()); t.before == nil || err != nil {
		return false, nil
	}
	if recovery.IsRaw(t.in.Fd()) {
		return true, nil
	}
	t.watcher.Hold()
	state, err := term.MakeRaw(t.in.Fd())
	if err != nil {
		return true, err
	}
	t.before = state
	return true, nil
}
