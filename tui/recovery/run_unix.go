//go:build unix

package recovery

import (
	"bufio"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// The descriptors of a watcher.
const (
	pipeDescriptor = iota
	outDescriptor
	errDescriptor
	inDescriptor
)

// restoreTimeout is how long a program that reports a fault waits for its terminal, which
// may not take any output (ctrl+s, a lost connection).
const restoreTimeout = time.Second

// IsWatcher reports whether a process with these arguments and this environment was
// started as a watcher.
func IsWatcher(args, environ []string) bool {
	return len(args) == 2 && args[1] == watcherArgument && len(environ) == 0 && term.IsTerminal(inDescriptor)
}

// Run waits for the end of the watched program, and restores its terminal if it still
// holds it.
func Run() {
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGPIPE, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU)
	watch(os.NewFile(pipeDescriptor, "pipe"), func(s terminalState) {
		s.restore(os.NewFile(inDescriptor, "in"), os.NewFile(outDescriptor, "out"))
		_, _ = os.NewFile(errDescriptor, "err").WriteString(endedText)
	})
}

// watch reads messages until the program has ended or reports a fault, and then calls
// restore if the terminal is held. It returns when both have ended. The report is dropped:
// it can hold anything.
func watch(pipe io.Reader, restore func(terminalState)) {
	var s terminalState
	r := bufio.NewReader(pipe)
	for isMessage(r) && s.readMessage(r) == nil {
	}
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		if s.held {
			restore(s)
		}
	}()
	select {
	case <-restored:
	case <-time.After(restoreTimeout):
	}
	_, _ = io.Copy(io.Discard, r)
	<-restored
}

// isMessage reports whether a message comes next.
func isMessage(r *bufio.Reader) bool {
	first, err := r.ReadByte()
	return err == nil && first == messageMark
}
