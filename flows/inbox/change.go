package inbox

import "slices"

// Rename gives a file or a folder another path under the same code. What had the new name
// is replaced, if the renamed file is complete.
func (t *Tree) Rename(from, to string) error {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	oldPlace, oldPath, err := t.locate(from)
	if err != nil {
		return t.noteRefusal(err)
	}
	newPlace, newPath, err := t.locate(to)
	if err != nil {
		return t.noteRefusal(err)
	}
	if oldPlace != newPlace {
		return t.noteRefusal(refuse(AcrossCodes))
	}
	return t.noteRefusal(oldPlace.rename(oldPath, newPath, t))
}

func (p *place) rename(from, to names, t *Tree) error {
	h := p.find(from, t)
	switch {
	case from.equal(to) && (h != nil || p.isFolder(from)):
		return nil
	case h == nil && p.isMadeFolder(from):
		return p.renameFolder(from, to)
	case h == nil && p.isFolder(from), p.isReceipt(from):
		return refuse(NotAllowed)
	case h == nil:
		return refuse(NoSuchFile)
	}
	if err := p.checkNewPath(to); err != nil {
		return err
	}
	if err := p.provideFolders(to.parent()); err != nil {
		return err
	}
	p.renameFile(h, to)
	p.box.tick()
	return nil
}

// renameFile gives a file its new path, as the latest version there.
func (p *place) renameFile(h *held, to names) {
	p.files = slices.DeleteFunc(p.files, func(other *held) bool { return other == h })
	p.files = append(p.files, h)
	h.path, h.changed = to, p.box.now()
	switch {
	case to.last().kind == systemName && !h.isOpen():
		h.end = Ignored
		h.hide(h.size())
	case h.isComplete():
		p.supersede(h)
	}
}

// renameFolder moves a folder that a client made, with all that is in it.
func (p *place) renameFolder(from, to names) error {
	limits := p.box.registry.cfg.Limits
	switch {
	case to.isBelow(from) || len(to) == 0:
		return refuse(NotAllowed)
	case p.isFolder(to) || p.find(to, nil) != nil || p.isReceipt(to):
		return refuse(Exists)
	case p.depthBelow(from)-len(from)+len(to) > limits.Depth:
		return refuseLimit(TooDeep, int64(limits.Depth))
	}
	if err := p.provideFolders(to.parent()); err != nil {
		return err
	}
	for i, folder := range p.folders {
		if folder.equal(from) || folder.isBelow(from) {
			p.folders[i] = folder.moveTo(from, to)
		}
	}
	for _, h := range p.files {
		if h.path.isBelow(from) {
			h.path, h.changed = h.path.moveTo(from, to), p.box.now()
		}
	}
	p.box.tick()
	return nil
}

// depthBelow is how deep the deepest folder at or below the folder lies.
func (p *place) depthBelow(folder names) int {
	depth := len(folder)
	for _, other := range p.folders {
		if other.isBelow(folder) {
			depth = max(depth, len(other))
		}
	}
	return depth
}

// Remove removes a file, for clients at once. A wizard believes it two seconds later, as
// some clients remove a file before they give its name to another.
func (t *Tree) Remove(path string) error {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	p, n, err := t.locate(path)
	if err != nil {
		return t.noteRefusal(err)
	}
	found := false
	for h := p.find(n, t); h != nil; h = p.find(n, t) {
		h.removedAt, found = p.box.now(), true
	}
	switch {
	case found:
		p.box.tick()
		return nil
	case p.isReceipt(n), p.isFolder(n):
		return t.noteRefusal(refuse(NotAllowed))
	}
	return refuse(NoSuchFile)
}

// RemoveFolder removes an empty folder that a client made.
func (t *Tree) RemoveFolder(path string) error {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	p, n, err := t.locate(path)
	if err != nil {
		return t.noteRefusal(err)
	}
	switch {
	case !p.isFolder(n):
		return refuse(NoSuchFile)
	case !p.isMadeFolder(n):
		return t.noteRefusal(refuse(NotAllowed))
	case p.hasContents(n):
		return refuse(NotEmpty)
	}
	p.folders = slices.DeleteFunc(p.folders, n.equal)
	return nil
}

func (p *place) hasContents(folder names) bool {
	return slices.ContainsFunc(p.files, func(h *held) bool { return h.isVisible() && h.path.isBelow(folder) }) ||
		slices.ContainsFunc(p.folders, func(other names) bool { return other.isBelow(folder) })
}

// Mkdir makes a folder. One that is there already, as a slot is, is refused with Exists,
// except for slots and codes: clients make those before they look.
func (t *Tree) Mkdir(path string) error {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	p, n, err := t.locate(path)
	if err != nil {
		return t.noteRefusal(err)
	}
	switch {
	case len(n) == 0, p.isSlot(n):
		return nil
	case p.isMadeFolder(n), p.find(n, nil) != nil, p.isReceipt(n):
		return refuse(Exists)
	}
	return t.noteRefusal(p.provideFolders(n))
}
