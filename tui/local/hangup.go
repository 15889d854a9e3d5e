package local

import (
	"errors"
	"os"
)

// ErrTerminalGone says that the terminal went away while the wizard ran.
var ErrTerminalGone = errors.New("the terminal is gone; every fact is recorded, start dossier again to go on")

// hangupReader is an input that reports its end. A terminal that goes away without
// a signal (a lost connection, a session leader that died) is a mere end of
// input to the library, which reads no more and shows on: the wizard would hold
// its dossier, unseen, for ever.
type hangupReader struct {
	*os.File
	onHangup func()
}

// Read passes what was typed on. In raw mode no key ends the input, and none
// fails it.
func (k hangupReader) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	if err != nil {
		k.onHangup()
	}
	return n, err
}
