package inbox

import (
	"errors"
	"sync"

	"dossier/flows/foreign"
)

// Upload is one file that a client is sending. All methods may be called from several
// goroutines.
type Upload struct {
	box   *Box
	held  *held
	login Login // who sends it

	closing sync.Mutex // before the lock of the box
	outcome *Outcome   // once it is closed
	err     error
}

// Name returns the last element of the path.
func (u *Upload) Name() foreign.Text {
	u.box.mu.Lock()
	defer u.box.mu.Unlock()
	return u.held.path.last().text
}

// WriteAt stores a part of the file, in any order. Every limit is checked before memory is
// taken. After a first error the upload can no longer become complete, and every write
// returns that error.
func (u *Upload) WriteAt(p []byte, off int64) (int, error) {
	u.box.mu.Lock()
	defer u.box.mu.Unlock()
	h := u.held
	switch {
	case h.isDropped || !h.isOpen():
		return 0, refuse(Gone)
	case h.failure != nil:
		return 0, h.failure
	}
	if err := h.write(p, off); err != nil {
		h.fail(err)
		return 0, u.box.noteRefusal(err)
	}
	h.changed = u.box.now()
	h.speed.add(len(p), h.changed)
	u.box.tickProgress(h.changed)
	return len(p), nil
}

// fail remembers the first error. What is too large can never become complete.
func (h *held) fail(err error) {
	h.failure, _ = errors.AsType[*Refusal](err)
	if h.failure != nil && h.failure.Reason == TooLarge {
		h.truncate(0)
	}
}

// write checks a part against the limits and stores it.
func (h *held) write(p []byte, off int64) error {
	limit := h.place.box.registry.cfg.Limits.FileBytes
	if off < 0 || off > limit-int64(len(p)) {
		return refuseLimit(TooLarge, limit)
	}
	part := span{off, off + int64(len(p))}
	if h.isHidden {
		h.hiddenBytes = max(h.hiddenBytes, part.to)
		return nil
	}
	if len(p) == 0 {
		return nil
	}
	if len(h.covered) >= maxSpans {
		return refuse(TooScattered)
	}
	if err := h.content.write(p, off); err != nil {
		return err
	}
	h.covered = h.covered.add(part)
	if h.declared >= 0 {
		h.declared = max(h.declared, part.to)
	}
	if off == 0 {
		h.dropBase()
	}
	return nil
}

// Declare says how many bytes the file will have, before the first of them. What is too
// large is refused at once.
func (u *Upload) Declare(size int64) error {
	u.box.mu.Lock()
	defer u.box.mu.Unlock()
	h := u.held
	h.declared = size
	if limit := u.box.registry.cfg.Limits.FileBytes; size < 0 || size > limit {
		err := refuseLimit(TooLarge, limit)
		h.fail(err)
		return u.box.noteRefusal(err)
	}
	return nil
}

// Break says that the connection ended before the client closed the file.
func (u *Upload) Break() {
	u.box.mu.Lock()
	defer u.box.mu.Unlock()
	u.held.isDisconnected = true
}

// SetSize declares the size of an open upload, as SSH_FXP_SETSTAT does, and cuts off what
// lies behind it. It never fails: clients give up on a good file if it does. For anything
// but an open upload it does nothing, so a complete file stays until there is another one.
func (t *Tree) SetSize(path string, size int64) {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	p, n, err := t.locate(path)
	if err != nil || size < 0 {
		return
	}
	h := p.find(n, t)
	if h == nil || !h.isOpen() || h.isHidden {
		return
	}
	h.declared = size
	if size == 0 {
		h.dropBase()
	}
	if size < h.covered.end() {
		h.covered = h.covered.cut(size)
		h.content.truncate(size)
	}
}
