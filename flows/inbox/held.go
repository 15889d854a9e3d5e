package inbox

import (
	"time"

	"dossier/flows/foreign"
)

// held is a file in a box: arriving, kept, or remembered for its name alone. The lock of
// its box guards it.
type held struct {
	id      ID
	place   *place
	path    names
	client  foreign.Text
	content *content
	covered coverage
	// declared is the size that the client announced, or set; -1 if it did neither.
	declared int64
	// base is an earlier transfer of the same path that broke off, while this one may
	// still turn out to continue it: it has no byte at 0.
	base *held

	speed          speed
	writer         *Tree // nil once it is closed
	begun, changed time.Time
	end            End
	failure        *Refusal // of the first write that was refused
	isDisconnected bool
	removedAt      time.Time
	// isHidden marks what only the sender sees, so that its client finds it again: files of
	// a desktop, and empty ones.
	isHidden    bool
	hiddenBytes int64
	assigned    string // the slot that the wizard said it is for; "" if it said none
	isDropped   bool   // it is in no place any more
	sweptState  State  // at the latest sweep
}

// size is how many bytes there are without a gap, those of the transfer that this one may
// continue included.
func (h *held) size() int64 {
	if h.isHidden {
		return h.hiddenBytes
	}
	return h.allCovered().prefix()
}

// allCovered is what is there when the transfers that it may continue are counted too.
func (h *held) allCovered() coverage {
	if h.base == nil {
		return h.covered
	}
	return h.base.allCovered().union(h.covered)
}

func (h *held) isOpen() bool { return h.writer != nil }

func (h *held) isComplete() bool { return h.end == Whole }

// isKept reports whether it is in listings of the wizard and counts as a file.
func (h *held) isKept() bool { return !h.isHidden && h.removedAt.IsZero() }

// isVisible reports whether clients see it.
func (h *held) isVisible() bool { return h.removedAt.IsZero() }

// state is what the wizard says of it.
func (h *held) state(now time.Time) State {
	isStalled := now.Sub(h.changed) >= stallTime
	switch {
	case !h.removedAt.IsZero() && now.Sub(h.removedAt) >= removalDelay:
		return Removed
	case h.end == NotEnded && !isStalled, h.isComplete() && h.path.last().kind == temporaryName && !isStalled:
		return Arriving
	case h.isComplete():
		return Complete
	}
	return BrokenOff
}

// slot is what the wizard, or the first name of its path, says it is for, or "".
func (h *held) slot() string {
	if slot := findSlot(h.place.slots, foreign.Untrusted(h.assigned)); slot != "" {
		return slot
	}
	return findSlot(h.place.slots, h.path[0].final)
}

// view is what a wizard is told.
func (h *held) view(now time.Time) Arrival {
	a := Arrival{
		ID: h.id, Name: h.path.last().text, Slot: h.slot(), State: h.state(now), End: h.end, Bytes: h.size(),
		Declared: h.declared, Begun: h.begun, Changed: h.changed, KeptTo: h.expiry(), Client: h.client,
	}
	if a.State == Arriving && h.isOpen() {
		a.PerSecond = h.speed.perSecond
	}
	if h.failure != nil {
		a.Reason = h.failure.Reason
	}
	if a.State == BrokenOff && a.End == NotEnded {
		a.End = Disconnected
	}
	return a
}

// expiry is when it is removed; zero if nothing but the end of its dossier removes it.
func (h *held) expiry() time.Time {
	if h.isKept() && h.isComplete() && h.place.code != "" {
		return time.Time{}
	}
	return h.changed.Add(KeepFor)
}

// dropBase says that this transfer begins anew; what broke off before is not wanted.
func (h *held) dropBase() {
	if base := h.base; base != nil {
		h.base = nil
		if !base.isOpen() {
			base.drop()
		}
	}
}

// drop removes it from its place, and its bytes from the memory.
func (h *held) drop() {
	h.place.forget(h)
	h.isDropped = true
	h.content.free()
}
