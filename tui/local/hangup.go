package local

import (
	"errors"
	"os"
)

// ErrTerminalGone says that the terminal went away while the wizard ran.
var ErrTerminalGone = errors.New("the terminal is gone; every fact is recorded, start dossier again to go on")

// hangupReader is an input that reports its end. When a terminal goes away without a
// signal (a lost connection, a session leader that died), the library sees only the
// end of the input and keeps running: the wizard would hold its dossier for ever.
type hangupReader struct {
	*os.File
	onHangup  func()
	questions *openQuestions
}

// Read reads what was typed. In raw mode no key ends the input or makes it fail.
func (h hangupReader) Read(p []byte) (int, error) {
	n, err := h.File.Read(p)
	h.questions.noteInput(p[:n])
	if err != nil {
		h.onHangup()
	}
	return n, err
}
