package cli

import (
	"context"
	"io/fs"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestASecondSignalEndsACommandThatDoesNotListen proves that signals get their usual effect
// back once a command had the time to end in order, and not before.
func TestASecondSignalEndsACommandThatDoesNotListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		var restored atomic.Bool
		unwatch := restoreSignals(ctx, func() { restored.Store(true) })
		defer unwatch()
		interrupt()
		if time.Sleep(orderlyEnd - time.Nanosecond); restored.Load() {
			t.Error("a second signal would kill a command that ends in order")
		}
		time.Sleep(time.Nanosecond)
		if synctest.Wait(); !restored.Load() {
			t.Error("a command that does not listen could not be ended")
		}
	})
}

// TestACommandThatEndsLeavesNothingBehind proves that the watch ends with the command.
func TestACommandThatEndsLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		unwatch := restoreSignals(ctx, func() { t.Error("called off, and yet restored") })
		interrupt()
		unwatch()
		time.Sleep(2 * orderlyEnd)
	})
}

// failingWriter is an output that takes nothing.
type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestAReaderThatGoesAway proves that no signal kills the program when a pipe is closed, and
// that half a result never passes for the whole: only one who asked for less hears nothing.
func TestAReaderThatGoesAway(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.EPIPE: "", syscall.ENOSPC: "dossier: the output cannot be written, so it is not whole: no space left on device\n",
	} {
		var said strings.Builder
		err := &fs.PathError{Op: "write", Path: "/dev/stdout", Err: cause}
		code := Main([]string{"version"}, Env{Out: failingWriter{err}, Err: &said, Getenv: func(string) string { return "" }}, Starters{})
		if code != ExitFailure || said.String() != want {
			t.Errorf("%v: exit %d: %q, want %q", cause, code, said.String(), want)
		}
	}
	if !signal.Ignored(syscall.SIGPIPE) {
		t.Error("a closed pipe would kill the program")
	}
}
