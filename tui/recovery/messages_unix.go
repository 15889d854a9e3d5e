//go:build unix

package recovery

import (
	"bufio"
	"encoding/json"

	"github.com/charmbracelet/x/term"
)

// The messages to the watcher. Each begins with a byte that no report of the runtime,
// which comes through the same pipe, begins with.
const (
	messageMark = 0x00
	messageHeld = 'h' // and the driver's modes as JSON in a line: the terminal is held
	messageFree = 'f' // the terminal was given back
	messageAlt  = 'a' // the alternate screen is shown
	messageMain = 'm' // the main screen is shown
)

// newHeldMessage is the message with the modes that a terminal has now.
func newHeldMessage(fd uintptr) ([]byte, error) {
	state, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	modes, err := json.Marshal(state.Termios)
	if err != nil {
		return nil, err
	}
	return append(append([]byte{messageMark, messageHeld}, modes...), '\n'), nil
}

// terminalState is what the watcher knows of the terminal.
type terminalState struct {
	held, alternate bool
	modes           term.State // as the terminal was found
}

// readMessage reads what follows a mark.
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
