package desk

import (
	"io"
	"sync"

	"dossier/flows"
)

// Content is an open picture: one descriptor, opened once, from which it is
// examined, shown and sent.
type Content interface {
	io.ReaderAt
	io.Closer
}

// maxUnpinned bounds how many pictures stay open that are not chosen yet.
const maxUnpinned = 16

// Pictures keeps open pictures under their hash. It is shared by the desks of
// one program; a picture stays open while a desk pins it.
type Pictures struct {
	mu       sync.Mutex
	open     map[flows.SHA256]*openPicture
	useCount int
}

type openPicture struct {
	content Content
	pins    int
	lastUse int
}

// NewPictures returns an empty store.
func NewPictures() *Pictures { return &Pictures{open: map[flows.SHA256]*openPicture{}} }

// Put keeps content under its hash. When the same picture is open already the
// new descriptor is closed and the old one stays.
func (p *Pictures) Put(hash flows.SHA256, content Content) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.useCount++
	if h, ok := p.open[hash]; ok {
		h.lastUse = p.useCount
		if h.content != content {
			_ = content.Close()
		}
		return
	}
	p.open[hash] = &openPicture{content: content, lastUse: p.useCount}
	p.closeOldest()
}

// closeOldest closes the longest unused picture when too many are open.
func (p *Pictures) closeOldest() {
	var oldest flows.SHA256
	loose, age := 0, 0
	for hash, h := range p.open {
		if h.pins > 0 {
			continue
		}
		loose++
		if age == 0 || h.lastUse < age {
			oldest, age = hash, h.lastUse
		}
	}
	if loose > maxUnpinned {
		_ = p.open[oldest].content.Close()
		delete(p.open, oldest)
	}
}

func (p *Pictures) openContent(hash flows.SHA256) io.ReaderAt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.open[hash]; ok {
		return h.content
	}
	return nil
}

// Content returns a picture that is open; false when it is not held any more. It may be
// closed while it is read, and the reads then fail.
func (p *Pictures) Content(hash flows.SHA256) (Content, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, ok := p.open[hash]
	if !ok {
		return nil, false
	}
	return h.content, true
}

// Has reports whether the picture is open.
func (p *Pictures) Has(hash flows.SHA256) bool { return p.openContent(hash) != nil }

// Drop closes a picture, unless a desk pins it.
func (p *Pictures) Drop(hash flows.SHA256) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.open[hash]; ok && h.pins == 0 {
		_ = h.content.Close()
		delete(p.open, hash)
	}
}

func (p *Pictures) addPins(hash flows.SHA256, by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.open[hash]; ok {
		h.pins += by
		p.closeOldest()
	}
}

// Close closes every picture.
func (p *Pictures) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for hash, h := range p.open {
		_ = h.content.Close()
		delete(p.open, hash)
	}
}

// pins are the pictures that one desk keeps open. They belong to its goroutine.
type pins struct {
	pictures *Pictures
	pinned   map[flows.SHA256]bool
}

// updatePins keeps the wanted pictures open, and no other.
func (p *pins) updatePins(wanted map[flows.SHA256]bool) {
	for hash := range wanted {
		if !p.pinned[hash] && p.pictures.Has(hash) {
			p.pictures.addPins(hash, 1)
			p.pinned[hash] = true
		}
	}
	for hash := range p.pinned {
		if !wanted[hash] {
			p.pictures.addPins(hash, -1)
			delete(p.pinned, hash)
		}
	}
}

// wantedPictures are those that a session may still send: its own, of needs that
// are not complete.
func wantedPictures(j flows.Journey, session string) map[flows.SHA256]bool {
	wanted := map[flows.SHA256]bool{}
	for _, n := range j.Checklist() {
		for _, l := range n.Lines {
			if l.HasFile && !n.IsSatisfied() && l.Picture.Session == session {
				wanted[l.Picture.SHA256] = true
			}
		}
	}
	return wanted
}
