package inbox

import (
	"io"
	"io/fs"
	"sync"

	"dossier/flows/inbox/lockedmem"
)

// content is the bytes of one file, in chunks. Its lock guards readers that hold no lock of
// a box: memory that was given back must not be touched.
type content struct {
	budget *budget

	mu      sync.RWMutex
	chunks  []*lockedmem.Block // nil where nothing was written
	keepers int                // who reads it besides the inbox
	isFreed bool
}

// write copies p to its place. It takes all the memory that is needed before it copies.
func (c *content) write(p []byte, off int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isFreed {
		return refuse(Gone)
	}
	first, last := off/chunkSize, (off+int64(len(p))-1)/chunkSize
	for i := first; i <= last; i++ {
		if err := c.provide(int(i)); err != nil {
			return err
		}
	}
	for len(p) > 0 {
		n := copy(c.chunks[off/chunkSize].Bytes()[off%chunkSize:], p)
		p, off = p[n:], off+int64(n)
	}
	return nil
}

// provide makes sure that there is memory for chunk i.
func (c *content) provide(i int) error {
	for len(c.chunks) <= i {
		c.chunks = append(c.chunks, nil)
	}
	if c.chunks[i] != nil {
		return nil
	}
	block, err := c.budget.allocate()
	if err != nil {
		return err
	}
	c.chunks[i] = block
	return nil
}

// ReadAt reads as io.ReaderAt says, up to the end of the last chunk; what was never written
// is zero.
func (c *content) ReadAt(p []byte, off int64) (int, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.isFreed {
		return 0, fs.ErrClosed
	}
	n := 0
	for n < len(p) {
		i := int((off + int64(n)) / chunkSize)
		if i >= len(c.chunks) {
			return n, io.EOF
		}
		at := (off + int64(n)) % chunkSize
		part := p[n:min(len(p), n+int(chunkSize-at))]
		if c.chunks[i] == nil {
			clear(part)
		} else {
			copy(part, c.chunks[i].Bytes()[at:])
		}
		n += len(part)
	}
	return n, nil
}

// truncate zeroes and frees what lies at size and after it, unless somebody else reads the
// content: bytes that were shown and hashed must not become others before they are sent.
func (c *content) truncate(size int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keepers > 0 {
		return
	}
	for i, block := range c.chunks {
		begin := int64(i) * chunkSize
		switch {
		case block == nil || begin+chunkSize <= size:
		case begin >= size:
			c.budget.free(block)
			c.chunks[i] = nil
		default:
			clear(block.Bytes()[size-begin:])
		}
	}
}

// fill takes the bytes of these parts from another content of the same box. A chunk that
// is missing here is moved, so no memory is needed.
func (c *content) fill(from *content, parts []span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from.mu.Lock()
	defer from.mu.Unlock()
	for _, part := range parts {
		for at := part.from; at < part.to; at = (at/chunkSize + 1) * chunkSize {
			c.fillChunk(from, at, min(part.to, (at/chunkSize+1)*chunkSize))
		}
	}
}

// fillChunk takes the bytes of one part of one chunk.
func (c *content) fillChunk(from *content, at, end int64) {
	i := int(at / chunkSize)
	for len(c.chunks) <= i {
		c.chunks = append(c.chunks, nil)
	}
	switch {
	case i >= len(from.chunks) || from.chunks[i] == nil:
	case c.chunks[i] == nil:
		c.chunks[i], from.chunks[i] = from.chunks[i], nil
	default:
		copy(c.chunks[i].Bytes()[at%chunkSize:], from.chunks[i].Bytes()[at%chunkSize:at%chunkSize+end-at])
	}
}

// keep lets somebody else read the content; each calls free once.
func (c *content) keep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepers++
}

// free zeroes everything and gives it back, once nobody else reads it.
func (c *content) free() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keepers > 0 {
		c.keepers--
		return
	}
	for _, block := range c.chunks {
		c.budget.free(block)
	}
	c.chunks, c.isFreed = nil, true
}
