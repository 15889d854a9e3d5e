package safe

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync"
)

// ErrNotAFile is returned by Read and Close of a Guard whose output is not a
// file, such as an SSH session, which is read and closed by its owner.
var ErrNotAFile = errors.New("the guarded output is not a file: read and close it where it was opened")

// Guard is a writer that passes on only what a full-screen program needs:
// visible characters, cursor movement, erasing, colours, a few modes and
// questions, the window title and a progress mark. Everything else is dropped
// whole: links, clipboard writes, device control and private strings, eight-bit
// controls, direction and zero-width characters, invalid UTF-8, and sequences
// longer than 8 KiB.
//
// How the bytes are split over calls of Write makes no difference. A Guard may
// be used by several goroutines.
type Guard struct {
	mu sync.Mutex
	w  io.Writer
	p  parser
}

// terminalFile is what a program needs of its output to find out whether it is a
// terminal, and how large.
type terminalFile interface {
	io.Reader
	io.Closer
	Fd() uintptr
}

// NewGuard returns a guard before w. If w is a terminal, the guard can be used
// in its place: it has the same descriptor.
func NewGuard(w io.Writer) *Guard { return &Guard{w: w} }

// Write passes on what is allowed in p. It returns len(p) once all of p was
// taken in, whether passed, dropped or held back as the beginning of a
// sequence, and 0 with the error if the output failed.
func (g *Guard) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := g.p.filterBytes(p)
	if len(out) == 0 {
		return len(p), nil
	}
	n, err := g.w.Write(out)
	if err == nil && n < len(out) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return 0, fmt.Errorf("write to the terminal: %w", err)
	}
	return len(p), nil
}

// AllowClipboard lets one sequence through that puts exactly this content on
// the clipboard, and no other. A second call replaces the content of the
// first if that has not been written yet. Content above about 6,000 bytes
// makes the sequence too long to pass.
func (g *Guard) AllowClipboard(content string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.p.allowed.clipboard = "52;c;" + base64.StdEncoding.EncodeToString([]byte(content))
}

// Dropped returns how many characters, controls and sequences were not passed
// so far. A program without foreign text on its screen drops none.
func (g *Guard) Dropped() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.p.dropped
}

// Fd returns the descriptor of the output, or the invalid descriptor
// ^uintptr(0) if the output is not a file, so that it is not taken for a
// terminal.
func (g *Guard) Fd() uintptr {
	if f, ok := g.w.(terminalFile); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

// Read reads from the output, which a terminal allows. It returns ErrNotAFile
// if the output is not a file.
func (g *Guard) Read(p []byte) (int, error) {
	if f, ok := g.w.(terminalFile); ok {
		return f.Read(p)
	}
	return 0, ErrNotAFile
}

// Close closes the output. It returns ErrNotAFile if the output is not a file.
func (g *Guard) Close() error {
	if f, ok := g.w.(terminalFile); ok {
		return f.Close()
	}
	return ErrNotAFile
}
