package inbox

// Flags are how a client opens a file to write it. That it wants to create one is not
// asked: what its listing showed may have been taken in the meantime.
type Flags struct {
	Exclusive bool // only if nothing has that name
	Truncate  bool // from the beginning; without it an earlier transfer may be continued
}

// Create begins an upload: always a version of its own beside an earlier one, which stays
// until this one is complete. The caller closes the upload, and calls Break before if the
// connection ended.
func (t *Tree) Create(path string, flags Flags) (Writer, error) {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	p, n, err := t.locate(path)
	if err != nil {
		return nil, t.noteRefusal(err)
	}
	h, err := p.create(n, flags, t)
	if err != nil {
		return nil, t.noteRefusal(err)
	}
	t.box.tick()
	return &Upload{box: t.box, held: h, login: t.login}, nil
}

func (p *place) create(n names, flags Flags, t *Tree) (*held, error) {
	if err := p.checkNewPath(n); err != nil {
		return nil, err
	}
	earlier := p.find(n, nil)
	if earlier != nil && flags.Exclusive {
		return nil, refuse(Exists)
	}
	if err := p.provideFolders(n.parent()); err != nil {
		return nil, err
	}
	if flags.Truncate {
		p.dropBroken(n)
		earlier = nil
	}
	if err := p.box.provideRoom(); err != nil {
		return nil, err
	}
	now := p.box.now()
	h := &held{
		id: p.box.nextID(), place: p, path: n, client: t.login.Client, content: &content{budget: p.box.budget}, declared: -1,
		writer: t, begun: now, changed: now, speed: speed{since: now}, isHidden: n.last().kind == systemName,
	}
	if earlier != nil && !earlier.isDropped && !earlier.isHidden && !earlier.isComplete() {
		h.base = earlier
	}
	p.files = append(p.files, h)
	return h, nil
}

// checkNewPath reports why a file cannot have this path.
func (p *place) checkNewPath(n names) error {
	switch {
	case len(n) == 0 || p.isMadeFolder(n):
		return refuse(IsFolder)
	case p.isReceipt(n):
		return refuse(NotAllowed)
	}
	return nil
}

// dropBroken drops what broke off under this path, as it is sent from the beginning.
func (p *place) dropBroken(n names) {
	for h := p.findBroken(n); h != nil; h = p.findBroken(n) {
		h.drop()
	}
}

func (p *place) findBroken(n names) *held {
	for _, h := range p.files {
		if h.path.equal(n) && h.isKept() && !h.isOpen() && h.end != NotEnded && !h.isComplete() {
			return h
		}
	}
	return nil
}
