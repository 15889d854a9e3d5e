package inbox

import (
	"crypto/sha256"
	"dossier/flows"
	"io"
	"slices"
)

// Close ends the upload and says what became of it. The error is a *Refusal: the one of a
// write that failed, NotComplete if the Outcome says why, or Gone. A second call returns
// the same.
func (u *Upload) Close() (Outcome, error) {
	u.closing.Lock()
	defer u.closing.Unlock()
	if u.outcome == nil {
		o := u.held.finish()
		u.outcome, u.err = &o, o.err()
		if ended := u.box.registry.cfg.Ended; ended != nil {
			ended(u.box.operator, u.login, o)
		}
	}
	return *u.outcome, u.err
}

func (h *held) finish() Outcome {
	box := h.place.box
	box.mu.Lock()
	defer box.mu.Unlock()
	h.writer, h.changed = nil, box.now()
	if base := h.base; base != nil && len(h.covered) == 0 {
		return h.closeUnused(base)
	}
	h.joinBase()
	end, sum := h.judge()
	o := h.outcome(end)
	o.SHA256 = sum
	h.settle(end)
	o.Bytes = h.covered.prefix()
	box.tick()
	return o
}

// closeUnused ends an upload without a byte that was to continue another one, which stays
// as it is.
func (h *held) closeUnused(base *held) Outcome {
	o := h.outcome(Disconnected)
	o.Bytes = base.size()
	h.drop()
	return o
}

// settle keeps of an upload what its end leaves worth keeping.
func (h *held) settle(end End) {
	h.end = end
	switch {
	case end == Vanished:
		if !h.isDropped {
			h.drop()
		}
	case end == Whole:
		h.place.supersede(h)
	case end == Ignored || end == IsEmpty:
		h.hide(h.covered.end())
	default:
		h.truncate(h.covered.prefix())
		if h.end != WriteRefused && len(h.covered) == 0 || h.place.hasBetter(h) {
			h.drop()
		}
	}
}

// hide keeps the name for the sender alone.
func (h *held) hide(bytes int64) {
	h.isHidden, h.hiddenBytes = true, max(h.hiddenBytes, bytes)
	h.truncate(0)
	for _, other := range slices.Clone(h.place.files) {
		if other != h && other.isHidden && other.path.equal(h.path) && !other.isOpen() {
			other.drop()
		}
	}
}

// hasBetter reports whether a version that began later is complete.
func (p *place) hasBetter(h *held) bool {
	return slices.ContainsFunc(p.files, func(other *held) bool {
		return other.id > h.id && other.isComplete() && other.isVisible() && other.path.equal(h.path)
	})
}

// judge says how the transfer ended, and the hash of a whole file. It is called with the lock of
// the box, and gives it up while it looks at the bytes.
func (h *held) judge() (End, flows.SHA256) {
	if end := h.judgeTransfer(); end != NotEnded {
		return end, flows.SHA256{}
	}
	end, sum := h.inspect(h.covered.prefix())
	if h.isDropped || !h.removedAt.IsZero() {
		return Vanished, flows.SHA256{}
	}
	return end, sum
}

// judgeTransfer says how the transfer ended; NotEnded if only the bytes can tell.
func (h *held) judgeTransfer() End {
	size := h.covered.prefix()
	switch {
	case h.isDropped, !h.removedAt.IsZero():
		return Vanished
	case h.path.last().kind == systemName:
		return Ignored
	case h.failure != nil:
		return WriteRefused
	case h.isDisconnected:
		return Disconnected
	case size < h.covered.end():
		return HasHole
	case size < h.declared:
		return TooShort
	case size == 0 && h.path.last().kind == appleName:
		return Ignored // of a desktop, whose files are not spoken of
	case size == 0:
		return IsEmpty
	}
	return NotEnded
}

// inspect looks at the bytes, without the lock of the box: they do not change any more.
func (h *held) inspect(size int64) (End, flows.SHA256) {
	mu, complete := &h.place.box.mu, h.place.box.registry.cfg.Complete
	isApple := h.path.last().kind == appleName
	mu.Unlock()
	defer mu.Lock()
	bytes := io.NewSectionReader(h.content, 0, size)
	head := make([]byte, len(appleDouble))
	if n, _ := bytes.ReadAt(head, 0); isApple && string(head[:n]) == appleDouble {
		return Ignored, flows.SHA256{}
	}
	if !complete(bytes, size) {
		return NoEndMark, flows.SHA256{}
	}
	return Whole, hashOf(bytes)
}

// hashOf is the hash of a file. No byte of it stays in memory that is not locked.
func hashOf(file io.Reader) (sum flows.SHA256) {
	hash, buffer := sha256.New(), make([]byte, 32<<10)
	defer clear(buffer)
	_, _ = io.CopyBuffer(struct{ io.Writer }{hash}, struct{ io.Reader }{file}, buffer) // in memory: never fails
	hash.Sum(sum[:0])
	return sum
}

// joinBase takes over the bytes of the transfer that this one continued: it wrote nothing
// at 0. If it began after the place where the other one ended, there is a hole.
func (h *held) joinBase() {
	base := h.base
	if base == nil {
		return
	}
	h.base = nil
	base.joinBase()
	if base.isComplete() {
		return
	}
	known := base.covered.prefix()
	h.content.fill(base.content, h.covered.gaps(known))
	h.covered = h.covered.add(span{0, known})
	base.drop()
}

func (h *held) truncate(size int64) {
	h.covered = h.covered.cut(size)
	h.content.truncate(size)
}

func (h *held) outcome(end End) Outcome {
	o := Outcome{
		ID: h.id, Name: h.path.last().text, Code: h.place.code, Slot: h.slot(), End: end, failure: h.failure,
		IsTemporary: h.path.last().kind == temporaryName,
	}
	if h.failure != nil {
		o.Reason, o.Limit = h.failure.Reason, h.failure.Limit
	}
	return o
}

func (o Outcome) err() error {
	switch o.End {
	case Whole, Ignored, IsEmpty:
		return nil
	case WriteRefused:
		return o.failure
	case Vanished:
		return refuse(Gone)
	}
	return refuse(NotComplete)
}
