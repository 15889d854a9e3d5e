package operators

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dossier/assets"
)

// watchInterval is how often the file is looked at. A change counts once two looks in a row
// have seen the same, so that a file which is still being written is not taken for whole.
const watchInterval = time.Second

// Source says which file a Watcher reads.
type Source struct {
	Path      string
	FlowNames []string         // the flows there are
	Hangup    <-chan os.Signal // a signal here reads the file at once; it is never closed; nil: none comes
	// BeginReload is called before such a read, and what it returns after it; nil: nobody asks.
	BeginReload func() (end func())
	// Log gets what happened to the file, a line at a time; what is wrong with it is an error.
	// No line holds a path.
	Log func(level slog.Level, line string)
}

// Watcher keeps the operators of a file and reads it again when it changes. A file that
// cannot be read or has faults changes nothing: the operators stay as they were, and Log
// hears of it once.
type Watcher struct {
	source  Source
	current atomic.Pointer[Operators]

	mu          sync.Mutex
	subscribers map[chan struct{}]bool

	// Run alone uses these.
	handled  look      // the last that was adopted or refused
	pending  *look     // seen once; nil: nothing new
	lookedAt time.Time // when operators were last looked at for their expiry
}

// look is what one look at the file saw.
type look struct {
	text  []byte
	cause string // why there is no text
}

func (l look) equals(other look) bool {
	return l.cause == other.cause && bytes.Equal(l.text, other.text)
}

// NewWatcher reads the file for the first time. The error is that of Read.
func NewWatcher(s Source) (*Watcher, error) {
	text, err := readBytes(s.Path)
	if err != nil {
		return nil, err
	}
	first, err := Parse(text, s.FlowNames)
	if err != nil {
		return nil, err
	}
	w := &Watcher{source: s, subscribers: map[chan struct{}]bool{}, handled: look{text: text}, lookedAt: time.Now()}
	w.current.Store(first)
	return w, nil
}

// Operators is the newest state of the file without faults.
func (w *Watcher) Operators() *Operators { return w.current.Load() }

// Run looks at the file until the context ends.
func (w *Watcher) Run(ctx context.Context) {
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.source.Hangup:
			w.reload()
		case <-ticker.C:
			w.lookForChange()
			w.lookForExpiry()
		}
	}
}

func (w *Watcher) reload() {
	if w.source.BeginReload != nil {
		defer w.source.BeginReload()()
	}
	w.adopt(w.look())
}

func (w *Watcher) look() look {
	text, err := readBytes(w.source.Path)
	if err == nil {
		return look{text: text}
	}
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return look{cause: err.Error()}
}

func (w *Watcher) lookForChange() {
	seen := w.look()
	switch {
	case seen.equals(w.handled):
		w.pending = nil
	case w.pending != nil && seen.equals(*w.pending):
		w.adopt(seen)
	default:
		w.pending = &seen
	}
}

// lookForExpiry notifies the subscribers when an operator's time is over.
func (w *Watcher) lookForExpiry() {
	now := time.Now()
	if w.Operators().expiredBetween(w.lookedAt, now) {
		w.notifySubscribers()
	}
	w.lookedAt = now
}

// adopt makes what was seen the present state, unless something is wrong with it.
func (w *Watcher) adopt(seen look) {
	const unchanged = "; the operators stay as they were"
	w.handled, w.pending = seen, nil
	if seen.cause != "" {
		w.source.Log(slog.LevelError, "the operators file cannot be read: "+seen.cause+unchanged)
		return
	}
	read, err := Parse(seen.text, w.source.FlowNames)
	if err != nil {
		w.source.Log(slog.LevelError, "the operators file has errors"+unchanged)
		for line := range strings.SplitSeq(err.Error(), "\n") {
			w.source.Log(slog.LevelError, "the operators file: "+line)
		}
		return
	}
	w.current.Store(read)
	w.source.Log(slog.LevelInfo, "the operators file was read: "+assets.CountText(len(read.list), "operator", "operators"))
	w.notifySubscribers()
}

// Subscribe returns a channel that ticks after a change of the file, and when an operator
// expires; ticks that were not received yet are one. Each session then asks
// [Operators.Allows]. Unsubscribe ends it.
func (w *Watcher) Subscribe() chan struct{} {
	ch := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subscribers[ch] = true
	ch <- struct{}{} // a change between the login and now is not missed
	return ch
}

// Unsubscribe ends a subscription.
func (w *Watcher) Unsubscribe(ch chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.subscribers, ch)
}

func (w *Watcher) notifySubscribers() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.subscribers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
