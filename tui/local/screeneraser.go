package local

import (
	"bytes"

	"dossier/tui/safe"
)

// screenEraser is an output that erases the screen before it returns to the main
// screen. Some terminals have no alternate screen, and some keep what was on it (tmux
// with alternate-screen off): the next user would see the operator's name and folder.
type screenEraser struct {
	*safe.Guard
	questions *openQuestions
}

// The sequence by which the program leaves the alternate screen (xterm, DECSET
// 1049), and the one that erases: from the first cell on, as erasing all of it
// at once makes some terminals move it to their scrollback.
const (
	leaveAltScreen = "\x1b[?1049l"
	eraseScreen    = "\x1b[H\x1b[J"
)

// Write writes p to the guard. The renderer writes a sequence in one piece.
func (e screenEraser) Write(p []byte) (int, error) {
	e.questions.noteOutput(p)
	if _, err := e.Guard.Write(bytes.ReplaceAll(p, []byte(leaveAltScreen), []byte(eraseScreen+leaveAltScreen))); err != nil {
		return 0, err
	}
	return len(p), nil
}
