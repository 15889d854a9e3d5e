//go:build unix

package recovery

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/signal"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// What a watcher is given by its descriptors.
const (
	pipeDescriptor = iota
	outDescriptor
	errDescriptor
	inDescriptor
)

// IsWatcher reports whether this process was started as a watcher.
func IsWatcher(args []string) bool {
	return len(args) == 2 && args[1] == Argument && len(os.Environ()) == 0 && term.IsTerminal(inDescriptor)
}

// Run waits for the end of the watched program and puts its terminal back if that is
// still to be done.
func Run() {
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGPIPE, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU)
	seen := watch(os.NewFile(pipeDescriptor, "pipe"))
	if seen.held {
		seen.recover(os.NewFile(inDescriptor, "in"), os.NewFile(outDescriptor, "out"))
		_, _ = os.NewFile(errDescriptor, "err").WriteString(endedText)
	}
}

// terminalState is what is known of the terminal.
type terminalState struct {
	held, alternate bool
	modes           term.State // as the terminal was found
}

// watch reads the messages until the program has ended.
func watch(pipe io.Reader) (s terminalState) {
	r := bufio.NewReader(pipe)
	for {
		first, err := r.ReadByte()
		if err != nil {
			return s
		}
		if first != messageMark { // the runtime reports a fault: no message comes any more
			_, _ = io.Copy(io.Discard, r)
			return s
		}
		if err := s.readMessage(r); err != nil {
			return s
		}
	}
}

func (s *terminalState) readMessage(r *bufio.Reader) error {
	message, err := r.ReadByte()
	if err != nil {
		return err
	}
	switch message {
	case messageHeld:
		line, err := r.ReadBytes('\n')
		if err != nil {
			return err
		}
		s.held = json.Unmarshal(line, &s.modes.Termios) == nil
	case messageFree:
		s.held, s.alternate = false, false
	case messageAlt:
		s.alternate = true
	case messageMain:
		s.alternate = false
	}
	return nil
}
