// Package picture walks over a JPEG or a PNG without decoding it, and decodes what the
// walk found.
//
// It promises that a walk ends soon, in bounded memory, on any file, and that a picture
// whose structure is odd is no fault, as long as its beginning and its size are plain:
// viewers open it too. It refuses to hold a size against a limit: the caller does,
// before it decodes.
package picture

import "io"

// Layout is what a walk found. It holds no contents.
type Layout struct {
	Width, Height int  // pixels, before any turn; 0 if not known
	Orientation   int  // EXIF, 1 to 8; 0 if not stated
	HasEXIF       bool // some EXIF is there
	IsAnimated    bool // a PNG with several pictures
	HasEndMark    bool
	// IsOneScan says that all pixels are in one scan, so that a decoder that fails
	// before an end without its mark shows that pixels are missing.
	IsOneScan bool

	Scans       int   // of a JPEG; a decoder goes over all pixels for each
	DecodeBytes int64 // how much memory Decode takes at most, given back or not

	isPNG bool
	// parts are what a decoder needs, in their order. Notes, colour profiles and
	// stray bytes are left out: a decoder may stumble over them, and none of them
	// changes what is drawn.
	parts []span
}

// Fault is a reason why a file is no picture that can be opened.
type Fault uint8

// The faults. The zero value is none.
const (
	Sound         Fault = iota
	Cut                 // the file ends before its pixels do
	DamagedHeader       // what stands before the size makes no sense
	NoSize              // the header gives no width or no height
	NoPixels            // an end without pixels before it
)

// span is a part of a file, in bytes.
type span struct{ at, length int64 }

// addPart notes a part, joined with the last one if it follows it.
func (l *Layout) addPart(part span) {
	if n := len(l.parts); n > 0 && l.parts[n-1].at+l.parts[n-1].length == part.at {
		l.parts[n-1].length += part.length
		return
	}
	l.parts = append(l.parts, part)
}

// noteEXIF takes the orientation out of the first EXIF block. Nothing else in it is
// read: it may hold the place and the name of the photographer.
func (l *Layout) noteEXIF(r io.ReaderAt, block span) {
	if l.HasEXIF {
		return
	}
	l.HasEXIF = true
	l.Orientation = readOrientation(r, block)
}
