package local

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// ErrOutputBlocked says that the terminal took no output when the wizard was to end.
var ErrOutputBlocked = errors.New("the terminal takes no output; what was recorded stays; start dossier again to go on")

// blockedTimeout is how long one write may take while the wizard ends.
const blockedTimeout = 250 * time.Millisecond

// terminalOutput is a terminal that takes no output now and then (ctrl+s, a lost
// connection). The library waits for it, and does nothing else meanwhile. Once the wizard
// ends, a write that takes too long fails, and so does every later one.
type terminalOutput struct {
	*os.File
	write     func([]byte) (int, error)
	ending    context.Context // done while the wizard ends
	blocked   atomic.Bool
	onBlocked func()
}

func newTerminalOutput(out *os.File, ending context.Context, onBlocked func()) *terminalOutput {
	return &terminalOutput{File: out, write: out.Write, ending: ending, onBlocked: onBlocked}
}

// isBlocked reports whether a write failed because the terminal took nothing.
func (o *terminalOutput) isBlocked() bool { return o.blocked.Load() }

// writeResult is what a write returned.
type writeResult struct {
	n   int
	err error
}

// Write writes p. Nothing can end a write to a terminal but the terminal or the end of the
// process, so one that failed here may still be waiting.
func (o *terminalOutput) Write(p []byte) (int, error) {
	if o.isBlocked() {
		return 0, ErrOutputBlocked
	}
	written, own := make(chan writeResult, 1), bytes.Clone(p)
	go func() {
		n, err := o.write(own)
		written <- writeResult{n, err}
	}()
	select {
	case r := <-written:
		return r.n, r.err
	case <-o.ending.Done():
	}
	limit := time.NewTimer(blockedTimeout)
	defer limit.Stop()
	select {
	case r := <-written:
		return r.n, r.err
	case <-limit.C:
		o.blocked.Store(true)
		o.onBlocked()
		return 0, ErrOutputBlocked
	}
}

// WriteString is Write: the file's own would wait.
func (o *terminalOutput) WriteString(text string) (int, error) { return o.Write([]byte(text)) }
