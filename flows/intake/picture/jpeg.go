package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Markers of ITU-T T.81, table B.1.
const (
	markerTEM   = 0x01
	markerDHT   = 0xc4
	markerJPG   = 0xc8
	markerDAC   = 0xcc
	markerSOF0  = 0xc0
	markerSOF1  = 0xc1
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDNL   = 0xdc
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP14 = 0xee
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// maxSegments bounds the walk over the segments before the pixels, so that a file of
// nothing but tiny segments ends soon. A phone writes about a dozen, and 20 MiB of
// notes fill about 320.
const maxSegments = 1 << 16

// jpegWalk goes over one JPEG. It reads through one small buffer and skips the
// contents of the segments, however many bytes they are.
type jpegWalk struct {
	section *io.SectionReader
	buffer  *bufio.Reader
	at      int64 // of the next byte
	found   Layout

	components   byte // of the frame
	isSequential bool // the frame is not progressive
	cost         jpegCost
}

// jfifPrefix begins an APP0 segment of JFIF (ITU-T T.871, 10.1).
const jfifPrefix = "JFIF\x00"

// WalkJPEG finds the size, the tables and the pixels of a JPEG.
func WalkJPEG(r *io.SectionReader) (Layout, Fault) {
	w := &jpegWalk{section: io.NewSectionReader(r, 0, r.Size())}
	w.buffer = bufio.NewReaderSize(w.section, 16<<10)
	w.skip(2)
	w.found.addPart(span{0, 2})
	fault := w.walkHeader()
	w.found.DecodeBytes = w.cost.decodeBytes()
	return w.found, fault
}

// walkHeader goes to the first scan, and over the scans if there is one.
func (w *jpegWalk) walkHeader() Fault {
	for range maxSegments {
		marker, at, ok := w.nextMarker()
		switch {
		case !ok:
			return Cut
		case marker == markerSOI: // a second one says nothing
			continue
		case marker == markerEOI:
			return NoPixels
		}
		body, fault := w.readSegment()
		if fault != Sound {
			return fault
		}
		if marker == markerSOS {
			return w.walkScans(at, body)
		}
		if fault := w.noteSegment(marker, at, body); fault != Sound {
			return fault
		}
	}
	return DamagedHeader
}

// nextMarker returns the next marker and the place of its first byte. Like libjpeg
// and image/jpeg it passes over fill bytes and anything else that stands between
// segments. Inside a scan that are the pixels.
func (w *jpegWalk) nextMarker() (marker byte, at int64, ok bool) {
	for {
		if !w.skipPastFF() {
			return 0, 0, false
		}
		if !w.skipFill() {
			return 0, 0, false
		}
		marker, _ = w.buffer.ReadByte() // skipFill made sure that it is there
		w.at++
		isRestart := marker >= markerRST0 && marker <= markerRST7
		if marker != 0 && marker != markerTEM && !isRestart {
			return marker, w.at - 2, true
		}
	}
}

func (w *jpegWalk) skipPastFF() bool {
	for {
		passed, err := w.buffer.ReadSlice(0xff)
		w.at += int64(len(passed))
		if err == nil {
			return true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return false
		}
	}
}

// skipFill passes over fill bytes (T.81, B.1.1.2); false at the end of the file.
func (w *jpegWalk) skipFill() bool {
	for {
		if _, err := w.buffer.Peek(1); err != nil {
			return false
		}
		ready, _ := w.buffer.Peek(w.buffer.Buffered())
		fill := 0
		for fill < len(ready) && ready[fill] == 0xff {
			fill++
		}
		w.skip(int64(fill))
		if fill < len(ready) {
			return true
		}
	}
}

// skip moves on by n bytes without reading them.
func (w *jpegWalk) skip(n int64) {
	w.at += n
	if n <= int64(w.buffer.Buffered()) {
		_, _ = w.buffer.Discard(int(n))
		return
	}
	_, _ = w.section.Seek(w.at, io.SeekStart) // it fails for negative places only
	w.buffer.Reset(w.section)
}

// readSegment reads the length of a segment and returns where its contents are; it
// leaves the walk at their beginning.
func (w *jpegWalk) readSegment() (span, Fault) {
	var head [2]byte
	if _, err := io.ReadFull(w.buffer, head[:]); err != nil {
		return span{}, Cut
	}
	w.at += 2
	length := int64(binary.BigEndian.Uint16(head[:])) - 2
	switch {
	case length < 0:
		return span{}, DamagedHeader
	case w.at+length > w.section.Size():
		return span{}, Cut
	}
	return span{w.at, length}, Sound
}

// noteSegment takes from a segment what is needed and passes over it.
func (w *jpegWalk) noteSegment(marker byte, at int64, body span) Fault {
	switch {
	case isFrame(marker):
		if fault := w.readFrame(marker, body); fault != Sound {
			return fault
		}
		fallthrough
	case isTable(marker), marker == markerAPP0, marker == markerAPP14:
		w.noteColours(marker, body)
		w.found.addPart(span{at, body.at + body.length - at})
	case marker == markerAPP1:
		if start, _ := w.buffer.Peek(len(exifPrefix)); string(start) == exifPrefix {
			w.found.noteEXIF(w.section, body)
		}
	}
	w.skip(body.length)
	return Sound
}

// noteColours takes from an APP0 or APP14 segment what decides about the colours.
func (w *jpegWalk) noteColours(marker byte, body span) {
	switch {
	case marker == markerAPP14:
		w.cost.isAdobe = true
	case marker == markerAPP0 && body.length >= int64(len(jfifPrefix)): // the decoder passes over a shorter one
		start, _ := w.buffer.Peek(len(jfifPrefix))
		w.cost.isJFIF = string(start) == jfifPrefix
	}
}

// isFrame reports whether a marker begins a frame header, of any of the 13 kinds.
func isFrame(marker byte) bool {
	return marker >= markerSOF0 && marker <= markerSOF15 && !isTable(marker) && marker != markerJPG
}

func isTable(marker byte) bool {
	switch marker {
	case markerDHT, markerDAC, markerDQT, markerDRI:
		return true
	}
	return false
}

// readFrame reads the size (T.81, B.2.2). Precision, components and their sampling
// are the decoder's concern.
func (w *jpegWalk) readFrame(marker byte, body span) Fault {
	const most = 6 + 3*255 // with as many components as one byte can count
	head, _ := w.buffer.Peek(int(min(body.length, most)))
	if len(head) < 6 {
		return DamagedHeader
	}
	if w.found.Width > 0 {
		return Sound // the first frame counts
	}
	w.found.Height = int(binary.BigEndian.Uint16(head[1:]))
	w.found.Width = int(binary.BigEndian.Uint16(head[3:]))
	w.components, w.isSequential = head[5], marker == markerSOF0 || marker == markerSOF1
	w.cost.frame, w.cost.isProgressive = bytes.Clone(head), !w.isSequential
	if w.found.Height == 0 || w.found.Width == 0 {
		return NoSize
	}
	return Sound
}
