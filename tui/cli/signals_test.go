package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestASecondSignalEndsTheProgram proves that the first signal only asks the command to
// end, and that the second ends the program within a second unless the command does.
func TestASecondSignalEndsTheProgram(t *testing.T) {
	for name, c := range map[string]struct {
		signals     int // of kind
		kind        os.Signal
		ends        bool // the command, just before its time is over
		interrupted bool
		exits       bool
	}{
		"no signal":                     {},
		"one signal":                    {signals: 1, interrupted: true},
		"two signals":                   {signals: 2, interrupted: true, exits: true},
		"two signals, and it ends":      {signals: 2, ends: true, interrupted: true},
		"ctrl+\\":                       {signals: 2, kind: syscall.SIGQUIT, interrupted: true, exits: true},
		"a terminal that is closed":     {signals: 2, kind: syscall.SIGHUP, interrupted: true, exits: true},
		"as many as somebody can press": {signals: 9, interrupted: true, exits: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				command, end := context.WithCancel(t.Context())
				defer end()
				received := make(chan os.Signal, 9)
				var interrupted, exited atomic.Bool
				go watchSignals(command, received, newHangups(), func() { interrupted.Store(true) }, func() { exited.Store(true) })
				for range c.signals {
					received <- cmp.Or[os.Signal](c.kind, syscall.SIGINT)
				}
				wait := shutdownGracePeriod
				if c.kind == syscall.SIGHUP {
					wait = hangupGracePeriod
				}
				if time.Sleep(wait - time.Nanosecond); exited.Load() {
					t.Error("the program ends before the command can")
				}
				if c.ends {
					end()
				}
				time.Sleep(time.Second - shutdownGracePeriod)
				if interrupted.Load() != c.interrupted || exited.Load() != c.exits {
					t.Errorf("interrupted %t, ended %t", interrupted.Load(), exited.Load())
				}
			})
		})
	}
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

// TestAnInterruptIsSaidInWords proves that no command ends with an error of the runtime, or
// with what it was doing then.
func TestAnInterruptIsSaidInWords(t *testing.T) {
	for _, err := range []error{context.Canceled, fmt.Errorf("the listener: %w", context.Canceled)} {
		var said strings.Builder
		code := Main([]string{"sandbox", "--listen", "127.0.0.1:0"}, Env{Out: io.Discard, Err: &said, Getenv: func(string) string { return "" }},
			Starters{Sandbox: func(context.Context, string, []byte, io.Writer) error { return err }})
		if code != ExitInterrupted || said.String() != "dossier: interrupted\n" {
			t.Errorf("%v: exit %d: %q", err, code, said.String())
		}
	}
}
