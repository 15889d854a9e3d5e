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

// maxOpen bounds how many pictures stay open that nobody has chosen yet.
const maxOpen = 16

// Pictures keeps open pictures under their hash. It is shared by the desks of
// one program; a picture stays open while a desk pins it.
type Pictures struct {
	mu   sync.Mutex
	open map[flows.SHA256]*held
	tick int
}

type held struct {
	content Content
	pins    int
	used    int
}

// NewPictures returns an empty store.
func NewPictures() *Pictures { return &Pictures{open: map[flows.SHA256]*held{}} }

// Put keeps content under its hash. When the same picture is open already the
// new descriptor is closed and the old one stays.
func (p *Pictures) Put(hash flows.SHA256, content Content) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tick++
	if h, ok := p.open[hash]; ok {
		h.used = p.tick
		if h.content != content {
			_ = content.Close()
		}
		return
	}
	p.open[hash] = &held{content: content, used: p.tick}
	p.trim()
}

// trim closes the longest unused picture when too many lie open.
func (p *Pictures) trim() {
	var oldest flows.SHA256
	loose, age := 0, 0
	for hash, h := range p.open {
		if h.pins > 0 {
			continue
		}
		loose++
		if age == 0 || h.used < age {
			oldest, age = hash, h.used
		}
	}
	if loose > maxOpen {
		_ = p.open[oldest].content.Close()
		delete(p.open, oldest)
	}
}

func (p *Pictures) get(hash flows.SHA256) io.ReaderAt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.open[hash]; ok {
		return h.content
	}
	return nil
}

// Has reports whether the picture is open.
func (p *Pictures) Has(hash flows.SHA256) bool { return p.get(hash) != nil }

func (p *Pictures) pin(hash flows.SHA256, by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.open[hash]; ok {
		h.pins += by
		p.trim()
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

// pin keeps the pictures open that the dossier may still send: those of needs
// that are not complete.
func (d *Desk) pin() {
	wanted := map[flows.SHA256]bool{}
	for _, n := range d.journey.Checklist() {
		for _, l := range n.Lines {
			if l.HasFile && !n.Satisfied() && l.Picture.Session == d.cfg.Session {
				wanted[l.Picture.SHA256] = true
			}
		}
	}
	for hash := range wanted {
		if !d.pinned[hash] && d.cfg.Pictures.Has(hash) {
			d.cfg.Pictures.pin(hash, 1)
			d.pinned[hash] = true
		}
	}
	for hash := range d.pinned {
		if !wanted[hash] {
			d.cfg.Pictures.pin(hash, -1)
			delete(d.pinned, hash)
		}
	}
}

func (d *Desk) unpin() {
	for hash := range d.pinned {
		d.cfg.Pictures.pin(hash, -1)
		delete(d.pinned, hash)
	}
}
