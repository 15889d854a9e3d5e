package screen

import (
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

const (
	// frameInterval is the least time between two frames: people see no more than 60 in a
	// second. The first after a pause is drawn at once.
	frameInterval = time.Second / 60
	// cellsKept is how long the cells of a frame are kept for the next one.
	cellsKept = time.Second
)

// Screen is the terminal of one session. Its methods may be called by several goroutines
// and wait for nothing but Close.
type Screen struct {
	out     io.Writer
	environ []string
	changed chan struct{} // there may be something to write
	closing chan struct{}
	closed  chan struct{} // nothing is written any more
	once    sync.Once
	onPanic func()

	mu   sync.Mutex
	next frame  // what the terminal is to show
	raw  []byte // sequences of the program's own, not written yet

	terminal terminal // of the goroutine that draws
}

// frame is what a terminal shows, and how it is drawn.
type frame struct {
	view          tea.View
	isSet         bool // there is a view
	width, height int  // of the window, in cells
	profile       colorprofile.Profile
	isAtomic      bool // the terminal draws what lies between two marks at once (mode 2026)
	byGraphemes   bool // it measures clusters of characters (mode 2027)
}

// New returns a screen of a size in cells that writes to out, and starts to draw. It must be
// closed. A panic while it draws is not passed on: onPanic is called, and nothing more drawn.
func New(out io.Writer, environ []string, width, height int, onPanic func()) *Screen {
	s := &Screen{
		out: out, environ: environ, onPanic: onPanic, changed: make(chan struct{}, 1), closing: make(chan struct{}), closed: make(chan struct{}),
		next: frame{width: width, height: height, profile: colorprofile.Env(environ)},
	}
	s.terminal = terminal{environ: environ}
	go s.run()
	return s
}

// Close gives the terminal back as it was and waits until that is written, or the output has
// failed. Nothing is drawn afterwards.
func (s *Screen) Close() {
	s.once.Do(func() { close(s.closing) })
	<-s.closed
}

// show has a frame drawn.
func (s *Screen) show(f frame) {
	s.mu.Lock()
	s.next = f
	s.mu.Unlock()
	s.wake()
}

// write writes a sequence of the program's own.
func (s *Screen) write(sequence string) {
	s.mu.Lock()
	s.raw = append(s.raw, sequence...)
	s.mu.Unlock()
	s.wake()
}

func (s *Screen) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// run draws until the screen is closed. A frame that is replaced while an older one is
// written is never drawn.
func (s *Screen) run() {
	defer close(s.closed)
	defer func() { _, _ = s.out.Write(s.terminal.leave()) }()
	defer func() {
		if recover() != nil {
			s.onPanic()
		}
	}()
	idle := time.NewTimer(cellsKept)
	defer idle.Stop()
	for {
		select {
		case <-s.closing:
			return
		case <-idle.C:
			s.terminal.cells = nil
			continue
		case <-s.changed:
		}
		bytes := s.take()
		if len(bytes) == 0 {
			continue
		}
		if _, err := s.out.Write(bytes); err != nil {
			return
		}
		idle.Reset(cellsKept)
		if !s.pause() {
			return
		}
	}
}

// take returns the bytes that show what is new; none if nothing is.
func (s *Screen) take() []byte {
	s.mu.Lock()
	next, raw := s.next, s.raw
	s.raw = nil
	s.mu.Unlock()
	return append(s.terminal.show(next), raw...)
}

// pause waits until the next frame may be drawn, and reports false if there is none.
func (s *Screen) pause() bool {
	timer := time.NewTimer(frameInterval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.closing:
		return false
	}
}
