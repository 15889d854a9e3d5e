package intake

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// headerLen bounds what a header decoder may read, in bytes. Ten megabytes of
// comments before the size are an attack or a damage.
const headerLen = 1 << 20

// checkHeader reads the claimed size with the decoder of the standard library and
// holds it against the limits. It calls the two decoders by name: image.Decode
// would also use whatever any other package registered.
func (f *File) checkHeader(lim Limits) *Problem {
	decode := jpeg.DecodeConfig
	if f.facts.media == PNG {
		decode = png.DecodeConfig
	}
	config, err := decode(io.LimitReader(io.NewSectionReader(f.bytes, 0, f.facts.size), headerLen))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return &Problem{Code: BadHeader}
	}
	f.facts.width, f.facts.height = config.Width, config.Height
	return lim.checkPixels(config.Width, config.Height)
}

// decodePixels decodes the whole picture. The caller has checked the header's claim.
func (f *File) decodePixels(r io.Reader) (image.Image, error) {
	if f.facts.media == PNG {
		return png.Decode(r)
	}
	return jpeg.Decode(r)
}

// tailLen is how far from the end an end mark is looked for first, in bytes.
const tailLen = 2 << 10

// hasEndMark reports whether mark stands near the end, or anywhere after from.
// The second look is for phones that append a film, a depth map or their own
// notes behind a complete picture.
func hasEndMark(r *io.SectionReader, from int64, mark string) bool {
	tail := max(from, r.Size()-tailLen)
	return findMark(r, tail, r.Size(), mark) >= 0 || findMark(r, from, tail+int64(len(mark)), mark) >= 0
}

// findMark returns where mark first stands in [from, to), or -1. A read that fails
// finds nothing.
func findMark(r *io.SectionReader, from, to int64, mark string) int64 {
	window := make([]byte, 64<<10)
	for at := from; at < min(to, r.Size()); at += int64(len(window) - len(mark) + 1) {
		n, _ := r.ReadAt(window[:min(int64(len(window)), to-at)], at)
		if i := bytes.Index(window[:n], []byte(mark)); i >= 0 {
			return at + int64(i)
		}
	}
	return -1
}
