package input

import (
	"io"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// Reader is a filtered input, to be read by one goroutine. It reads ahead between Resume
// and Pause.
type Reader struct {
	source     io.Reader
	mu         sync.Mutex
	changed    sync.Cond // there is more to read, or the state changed
	parser     parser
	queue      queue
	pieces     []string // what the next reads return, one after the other
	timer      *time.Timer
	generation int // of the timer: an earlier one that has fired already does nothing
	paused     bool
	err        error // the end of the source
	cancel     func()
	done       chan struct{} // closed when nothing is read ahead any more
	onPanic    func()
	keepOpen   bool // the end of the source is not read
	finished   bool // the last piece was given, or is the next one
}

// NewReader returns a filtered source, which is paused. onDrop is called with true for a paste
// that is longer than 64 KiB, or for which too much waits already, and with false for one
// whose end did not come; it must not block.
func NewReader(source io.Reader, onDrop func(tooLong bool)) *Reader {
	r := &Reader{source: source, paused: true}
	r.changed.L = &r.mu
	r.queue.onDrop = onDrop
	r.parser.sink = &r.queue
	return r
}

// OnInterrupt has f called when ctrl+c is read from the source, which can be long before the
// program takes it. It must be called before Resume, and f must not block.
func (r *Reader) OnInterrupt(f func()) { r.queue.onPress = f }

// OnPanic has f called, in place of the end of the process, when a fault of this package ends
// the reading ahead. It must be called before Resume, and f must not block.
func (r *Reader) OnPanic(f func()) { r.onPanic = f }

// KeepOpen lets a read wait at the end of the source until Finish or Pause. It must be called
// before Resume.
func (r *Reader) KeepOpen() { r.keepOpen = true }

// Finish drops what the program has not taken and gives it one last piece, which is read
// whole. From then on a read waits for Pause.
func (r *Reader) Finish(last string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.paused || r.finished {
		return
	}
	r.finished = true
	r.stopTimer()
	r.queue = queue{onDrop: r.queue.onDrop, onPress: r.queue.onPress}
	r.pieces = []string{last}
	r.changed.Broadcast()
}

// recoverPanic is deferred. The panic's value can hold what was typed, so it is dropped.
func (r *Reader) recoverPanic() {
	if r.onPanic == nil {
		return
	}
	if recover() != nil {
		r.onPanic()
	}
}

// Read reads some keys, or a part of a paste. It returns io.EOF while the reader is paused,
// and the error of the source once everything before it has been read.
func (r *Reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		switch {
		case r.paused:
			return 0, io.EOF
		case len(r.pieces) > 0:
			n := copy(p, r.pieces[0])
			if r.pieces[0] = r.pieces[0][n:]; r.pieces[0] == "" {
				r.pieces = r.pieces[1:]
			}
			return n, nil
		}
		if r.pieces = r.queue.next(); r.pieces != nil {
			continue
		}
		if r.err != nil && !r.keepOpen {
			return 0, r.err
		}
		r.changed.Wait()
	}
}

// Resume begins to read ahead. It returns an error if the source cannot be read.
func (r *Reader) Resume() error {
	source, err := uv.NewCancelReader(r.source)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.paused, r.done = false, make(chan struct{})
	r.cancel = func() { source.Cancel() }
	go r.readAhead(source, r.done)
	return nil
}

// Pause ends a read and the reading ahead, and drops what the program has not taken. When
// it returns, nothing more is taken from a source that is a terminal; no other source can
// be resumed.
func (r *Reader) Pause() {
	r.mu.Lock()
	if r.paused {
		r.mu.Unlock()
		return
	}
	r.paused = true
	r.stopTimer()
	r.parser.reset()
	r.parser.paste = paste{}
	r.queue.dropKeys()
	r.pieces = nil
	cancel, done := r.cancel, r.done
	r.changed.Broadcast()
	r.mu.Unlock()
	cancel()
	if _, ok := r.source.(terminalSource); ok {
		<-done
	}
}

// readAhead reads until the source ends or is cancelled.
func (r *Reader) readAhead(source io.ReadCloser, done chan struct{}) {
	defer close(done)
	defer func() { _ = source.Close() }()
	defer r.recoverPanic()
	for buf := make([]byte, 4<<10); ; {
		n, err := source.Read(buf)
		if !r.parseInput(buf[:n], err) {
			return
		}
	}
}

// parseInput parses what was read. It reports whether there may be more.
func (r *Reader) parseInput(b []byte, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.paused {
		return false
	}
	if len(b) > 0 && !r.finished {
		r.parser.parse(b)
		r.startTimer()
	}
	r.err = err
	r.changed.Broadcast()
	return err == nil
}

// startTimer bounds the wait for the rest of what is incomplete.
func (r *Reader) startTimer() {
	r.stopTimer()
	wait := r.parser.timeout()
	if wait == 0 {
		return
	}
	generation := r.generation
	r.timer = time.AfterFunc(wait, func() {
		defer r.recoverPanic()
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.generation == generation && !r.finished {
			r.parser.expire()
			r.changed.Broadcast()
		}
	})
}

func (r *Reader) stopTimer() {
	r.generation++
	if r.timer != nil {
		r.timer.Stop()
	}
}
