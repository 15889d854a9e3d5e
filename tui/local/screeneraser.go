package local

import (
	"bytes"

	"dossier/tui/recovery"
	"dossier/tui/safe"
)

// screenEraser is an output that erases the screen before it returns to the main
// screen. Some terminals have no alternate screen, and some keep what was on it (tmux
// with alternate-screen off): the next user would see the operator's name and folder.
type screenEraser struct {
	*safe.Guard
	questions *openQuestions
	watcher   *recovery.Watcher
}

// The sequences by which the program enters and leaves the alternate screen (xterm,
// DECSET 1049), and the one that erases: from the first cell on, as erasing all of it
// at once makes some terminals move it to their scrollback.
const (
	enterAltScreen = "\x1b[?1049h"
	leaveAltScreen = "\x1b[?1049l"
	eraseScreen    = "\x1b[H\x1b[J"
)

// Write writes p to the guard. The renderer writes a sequence in one piece.
func (e screenEraser) Write(p []byte) (int, error) {
	e.questions.noteOutput(p)
	if bytes.Contains(p, []byte(enterAltScreen)) {
		e.watcher.ShowAlternate(true)
	}
	if _, err := e.Guard.Write(bytes.ReplaceAll(p, []byte(leaveAltScreen), []byte(eraseScreen+leaveAltScreen))); err != nil {
		return 0, err
	}
	if bytes.Contains(p, []byte(leaveAltScreen)) {
		e.watcher.ShowAlternate(false)
	}
	return len(p), nil
}
