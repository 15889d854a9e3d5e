package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
)

// pngSignature begins every PNG (PNG, 5.2).
const pngSignature = "\x89PNG\r\n\x1a\n"

// maxChunks bounds the walk over the chunks. libpng writes 8 KiB of pixels into each,
// so that the largest file that is accepted has 6,400.
const maxChunks = 1 << 15

// pngChunk is one chunk: four bytes of length, four of type, the data, a checksum.
type pngChunk struct {
	kind string
	all  span
	data span
}

// pngWalk goes over the chunks of one PNG without reading their data.
type pngWalk struct {
	file      *io.SectionReader
	at        int64 // of the next chunk
	hasPixels bool
	found     Layout
}

// WalkPNG finds the size and the pixels of a PNG and notes EXIF and animation. EXIF may
// come after the pixels too.
func WalkPNG(r *io.SectionReader) (Layout, Fault) {
	w := &pngWalk{file: r, at: int64(len(pngSignature)), found: Layout{isPNG: true, IsOneScan: true}}
	if fault := w.readHeader(); fault != Sound {
		return w.found, fault
	}
	w.found.addPart(span{0, w.at})
	fault := w.walkChunks()
	return w.found, fault
}

// readHeader reads the size (PNG, 11.2.2). Depth and kind of colour are the decoder's
// concern.
func (w *pngWalk) readHeader() Fault {
	var head [25]byte
	if n, _ := w.file.ReadAt(head[:], w.at); n < len(head) {
		return Cut
	}
	sum := binary.BigEndian.Uint32(head[21:])
	if string(head[:8]) != "\x00\x00\x00\x0dIHDR" || crc32.ChecksumIEEE(head[4:21]) != sum {
		return DamagedHeader
	}
	width, height := binary.BigEndian.Uint32(head[8:]), binary.BigEndian.Uint32(head[12:])
	if width == 0 || height == 0 {
		return NoSize
	}
	w.found.DecodeBytes = pngBytes(head[8:])
	w.found.Width, w.found.Height = int(min(width, math.MaxInt32)), int(min(height, math.MaxInt32))
	return Sound
}

// walkChunks goes to the end mark, or to where the chunks end without one.
func (w *pngWalk) walkChunks() Fault {
	for range maxChunks {
		c, ok := w.readChunk()
		if !ok {
			break
		}
		w.hasPixels = w.hasPixels || c.kind == "IDAT"
		if c.all.at+c.all.length > w.file.Size() {
			return w.judgeCut(c)
		}
		w.noteChunk(c)
		if w.found.HasEndMark {
			break
		}
	}
	switch {
	case w.hasPixels:
		return Sound
	case w.found.HasEndMark:
		return NoPixels
	}
	return Cut
}

// judgeCut says what it means that a chunk goes past the end of the file: pixels are
// missing, or only notes.
func (w *pngWalk) judgeCut(c pngChunk) Fault {
	if w.hasPixels && c.kind != "IDAT" {
		return Sound
	}
	return Cut
}

// readChunk reads the head of the next chunk; false at the end of the file, and where
// something else than a chunk follows.
func (w *pngWalk) readChunk() (pngChunk, bool) {
	var head [8]byte
	if n, _ := w.file.ReadAt(head[:], w.at); n < len(head) {
		return pngChunk{}, false
	}
	kind, length := head[4:], int64(binary.BigEndian.Uint32(head[:]))
	isLetter := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	if bytes.ContainsFunc(kind, func(r rune) bool { return !isLetter(r) }) {
		return pngChunk{}, false
	}
	c := pngChunk{kind: string(kind), all: span{w.at, length + 12}, data: span{w.at + 8, length}}
	w.at += c.all.length
	return c, true
}

// noteChunk takes from a chunk what is needed.
func (w *pngWalk) noteChunk(c pngChunk) {
	switch c.kind {
	case "acTL":
		w.found.IsAnimated = true
	case "eXIf":
		w.found.noteEXIF(w.file, c.data)
	case "IEND":
		w.found.HasEndMark = true
		w.found.addPart(c.all)
	case "IHDR", "PLTE", "tRNS", "IDAT":
		w.found.addPart(c.all)
	}
}
