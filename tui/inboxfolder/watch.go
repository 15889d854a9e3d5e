package inboxfolder

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// How often an inbox is looked at, and how long a file without its end mark may rest before
// it is called incomplete.
const (
	interval  = time.Second
	giveUpFor = 30 * time.Second
)

// State is what is known of a file.
type State string

// The states. SFTP and SCP say nothing when a file is whole, so its size has to rest from one
// look to the next, and its content has to end as its kind does.
const (
	Arriving   State = "arriving"
	Incomplete State = "incomplete"
	Complete   State = "complete"
)

// Arrival is a file with its state.
type Arrival struct {
	File
	State State
}

// observed is a file as the latest look found it.
type observed struct {
	Arrival
	since  time.Time // when it was first found like this
	isRead bool      // its end was looked at since then
}

// Watch follows the files of an inbox.
type Watch struct {
	scan       func() []File
	hasEndMark func(path string) bool
	onChange   func()

	mu    sync.Mutex
	files map[string]observed
}

// NewWatch returns a watch that has not looked yet. hasEndMark says whether a file ends as
// its kind does; onChange is called after each look that found something new.
func NewWatch(scan func() []File, hasEndMark func(path string) bool, onChange func()) *Watch {
	return &Watch{scan: scan, hasEndMark: hasEndMark, onChange: onChange, files: map[string]observed{}}
}

// Run looks each second until ctx ends.
func (w *Watch) Run(ctx context.Context) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		w.Look(time.Now())
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Look looks once.
func (w *Watch) Look(now time.Time) {
	found := map[string]observed{}
	w.mu.Lock()
	known := maps.Clone(w.files)
	w.mu.Unlock()
	for _, file := range w.scan() {
		found[file.Path] = w.observe(known, file, now)
	}
	w.mu.Lock()
	changed := !maps.EqualFunc(found, w.files, func(a, b observed) bool { return a.Arrival == b.Arrival })
	w.files = found
	w.mu.Unlock()
	if changed {
		w.onChange()
	}
}

// observe is a file with what is known of it by now. As long as it does not change it is read
// once: what it holds cannot become whole by itself.
func (w *Watch) observe(known map[string]observed, file File, now time.Time) observed {
	o, ok := known[file.Path]
	if !ok || o.File != file {
		return observed{Arrival: Arrival{file, Arriving}, since: now}
	}
	if !o.isRead && !file.Growing && file.Bytes > 0 {
		o.isRead = true
		if w.hasEndMark(file.Path) {
			o.State = Complete
		}
	}
	if o.State == Arriving && now.Sub(o.since) >= giveUpFor {
		o.State = Incomplete
	}
	return o
}

// Forget leaves out a file that was removed.
func (w *Watch) Forget(path string) {
	w.mu.Lock()
	_, known := w.files[path]
	delete(w.files, path)
	w.mu.Unlock()
	if known {
		w.onChange()
	}
}

// Arrivals are the files of the latest look, the newest first.
func (w *Watch) Arrivals() []Arrival {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]Arrival, 0, len(w.files))
	for _, path := range slices.Sorted(maps.Keys(w.files)) {
		list = append(list, w.files[path].Arrival)
	}
	slices.SortStableFunc(list, func(a, b Arrival) int { return b.Modified.Compare(a.Modified) })
	return list
}

// Find is the file of a path as the latest look found it.
func (w *Watch) Find(path string) (Arrival, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	found, ok := w.files[path]
	return found.Arrival, ok
}
