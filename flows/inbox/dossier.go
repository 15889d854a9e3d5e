package inbox

import (
	"io"
	"slices"
	"sync"
	"time"

	"dossier/flows/foreign"
)

// Dossier is one wizard's view of the inbox of a dossier. All methods may be called from
// several goroutines.
type Dossier struct {
	box   *Box
	place *place
	left  sync.Once
}

// Code returns the name of this inbox.
func (d *Dossier) Code() Code { return d.place.code }

// SetSlots replaces the wanted slots. Files that have arrived are sorted by them too. A wizard
// that knows none, as before it has read the dossier, leaves those that are known.
func (d *Dossier) SetSlots(slots []Slot) {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	if len(slots) == 0 || slices.EqualFunc(d.place.slots, slots, Slot.equal) {
		return
	}
	d.place.slots = slices.Clone(slots)
	d.box.tick()
}

// Arrivals returns what was sent to this dossier, in the order in which it began.
func (d *Dossier) Arrivals() []Arrival {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	return d.place.views()
}

// Unassigned returns what this operator sent without a code.
func (d *Dossier) Unassigned() []Arrival {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	return d.box.unassigned.views()
}

// LastRefusal is that of the operator's box.
func (d *Dossier) LastRefusal() (*Refusal, time.Time) { return d.box.LastRefusal() }

// MaySwap is that of the registry.
func (d *Dossier) MaySwap() bool { return d.box.registry.MaySwap() }

// Subscribe returns a channel that ticks after a change in the operator's box; ticks that
// were not received yet are one. While bytes arrive it ticks ten times a second at most.
// Unsubscribe ends it.
func (d *Dossier) Subscribe() chan struct{} {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	return d.box.subscribe()
}

// Unsubscribe ends a subscription.
func (d *Dossier) Unsubscribe(ch chan struct{}) {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.unsubscribe(ch)
}

// Assign says which slot an arrival is for, whatever name it was sent under, and moves what
// was sent without a code to this dossier. The error is a *Refusal: Gone, NoSuchSlot, or
// StillArriving for what has no code yet.
func (d *Dossier) Assign(id ID, slot string) error {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	h := d.findID(id)
	switch {
	case h == nil || d.place.isClosed() || h.state(d.box.now()) == Removed:
		return refuse(Gone)
	case findSlot(d.place.slots, foreign.Untrusted(slot)) == "":
		return refuse(NoSuchSlot)
	case h.place != d.place && h.end == NotEnded:
		return refuse(StillArriving)
	}
	if h.place != d.place {
		h.place.forget(h)
		h.place, h.changed = d.place, d.box.now()
		d.place.files = append(d.place.files, h)
	}
	h.assigned = slot
	d.box.tick()
	return nil
}

// findID is an arrival of this dossier, or one without a code; nil if it is gone.
func (d *Dossier) findID(id ID) *held {
	if h := d.place.findID(id); h != nil {
		return h
	}
	return d.box.unassigned.findID(id)
}

// isClosed reports whether the dossier's code has expired.
func (p *place) isClosed() bool { return p.box.dossiers[p.code] != p }

// Remove removes an arrival of this dossier, or one without a code, at once. Something
// that still arrives is broken off. The error is a *Refusal: Gone.
func (d *Dossier) Remove(id ID) error {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	h := d.findID(id)
	if h == nil {
		return refuse(Gone)
	}
	h.drop()
	d.box.tick()
	return nil
}

// OpenArrival returns a complete arrival for reading, without taking it out of the inbox:
// one of this dossier, or one without a code. The caller closes it; the memory is given
// back once the arrival is gone too. The error is a *Refusal: Gone or NotComplete.
func (d *Dossier) OpenArrival(id ID) (*Opened, error) {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	h := d.findID(id)
	switch {
	case h == nil || h.state(d.box.now()) == Removed:
		return nil, refuse(Gone)
	case h.state(d.box.now()) != Complete:
		return nil, refuse(NotComplete)
	}
	h.content.keep()
	return &Opened{content: h.content, size: h.size()}, nil
}

// Opened is a file that is read while it is in the inbox.
type Opened struct {
	content *content
	size    int64
	closed  sync.Once
}

// Size returns the number of bytes.
func (o *Opened) Size() int64 { return o.size }

// ReadAt reads as io.ReaderAt says. Once everybody has closed a file that left the inbox, it
// returns fs.ErrClosed.
func (o *Opened) ReadAt(p []byte, off int64) (int, error) {
	return io.NewSectionReader(o.content, 0, o.size).ReadAt(p, off)
}

// Close ends the reading. It may be called more than once.
func (o *Opened) Close() error {
	o.closed.Do(o.content.free)
	return nil
}

// Leave says that this wizard closed the dossier. Its files and its code stay for KeepFor.
func (d *Dossier) Leave() {
	d.left.Do(func() {
		d.box.mu.Lock()
		defer d.box.mu.Unlock()
		d.place.openings--
		d.place.leftAt = d.box.now()
	})
}
