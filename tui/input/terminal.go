package input

import "io"

// terminalSource is a terminal: a file with a descriptor that can be waited for.
type terminalSource interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// Terminal is a filtered terminal. It has the terminal's descriptor, so that the library
// makes the terminal raw, and not its name, so that the library leaves the waiting to the
// Reader.
type Terminal struct {
	*Reader
	source terminalSource
}

// NewTerminal returns a filtered terminal; onDrop is that of [NewReader].
func NewTerminal(source terminalSource, onDrop func(tooLong bool)) Terminal {
	return Terminal{NewReader(source, onDrop), source}
}

// Fd is the terminal's descriptor.
func (t Terminal) Fd() uintptr { return t.source.Fd() }

// Write writes to the terminal.
func (t Terminal) Write(p []byte) (int, error) { return t.source.Write(p) }

// Close closes the terminal.
func (t Terminal) Close() error { return t.source.Close() }
