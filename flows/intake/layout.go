package intake

import (
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

// span is a part of a file.
type span struct{ at, length int64 } // in bytes

// layout is what a walk over a picture found. It holds no contents.
type layout struct {
	width, height int
	// parts are what a decoder needs, in their order. Notes, colour profiles and
	// stray bytes are left out: a decoder may stumble over them, and none of them
	// changes what is drawn.
	parts      []span
	hasEndMark bool
	// isOneScan says that all pixels are in one scan, so that a decoder that fails
	// before an end without its mark shows that pixels are missing.
	isOneScan bool
}

// addPart notes a part, joined with the last one if it follows it.
func (l *layout) addPart(part span) {
	if n := len(l.parts); n > 0 && l.parts[n-1].at+l.parts[n-1].length == part.at {
		l.parts[n-1].length += part.length
		return
	}
	l.parts = append(l.parts, part)
}

// checkPicture walks over a picture without reading its pixels, and holds the size
// in its header against the limits. A picture whose structure is odd is accepted,
// as long as its beginning and its size are plain: viewers open it too.
func (f *File) checkPicture(lim Limits) *Problem {
	walk := f.walkJPEG
	if f.facts.media == PNG {
		walk = f.walkPNG
	}
	found, p := walk()
	f.facts.layout = found
	f.facts.width, f.facts.height = found.width, found.height
	if found.width > 0 && found.height > 0 {
		if tooLarge := lim.checkPixels(found.width, found.height); tooLarge != nil {
			return tooLarge
		}
	}
	return p
}

// The end of a picture, for a decoder that needs one where the file has none.
const (
	jpegEnd = "\xff\xd9"                       // ITU-T T.81, B.1.1.3
	pngEnd  = "\x00\x00\x00\x00IEND\xaeB`\x82" // PNG, 11.2.5
)

// decodePixels decodes the whole picture. The caller has checked the header's claim.
// It calls the two decoders by name: image.Decode would also use whatever any other
// package registered.
func (f *File) decodePixels(wrap func(io.Reader) io.Reader) (image.Image, error) {
	if f.facts.media == PNG {
		return png.Decode(wrap(f.readParts(pngEnd)))
	}
	return jpeg.Decode(wrap(f.readParts(jpegEnd)))
}

// readParts reads the parts for a decoder, and then the end mark if the file has none.
func (f *File) readParts(end string) io.Reader {
	var readers []io.Reader
	for _, part := range f.facts.layout.parts {
		readers = append(readers, io.NewSectionReader(f.bytes, part.at, part.length))
	}
	if !f.facts.layout.hasEndMark {
		readers = append(readers, strings.NewReader(end))
	}
	return io.MultiReader(readers...)
}

// isUnsupported reports whether a decoder says that it lacks a feature, as opposed to
// finding an error in the file.
func isUnsupported(err error) bool {
	_, inJPEG := errors.AsType[jpeg.UnsupportedError](err)
	_, inPNG := errors.AsType[png.UnsupportedError](err)
	return inJPEG || inPNG
}
