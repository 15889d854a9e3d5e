package intake

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Markers of ITU-T T.81, annex B.
const (
	markerEOI  = "\xff\xd9"
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

// maxSegments bounds the walk over the segments before the pixels. A phone
// writes about a dozen.
const maxSegments = 4096

// checkJPEG notes what EXIF says and makes sure that the end is there. The end
// mark counts only behind the start of the scan: the small picture inside the
// EXIF data has one of its own.
func (f *File) checkJPEG() *Problem {
	scan := f.findJPEGScan()
	if scan < 0 || !hasEndMark(f.bytes, scan, markerEOI) {
		return &Problem{Code: Truncated}
	}
	return nil
}

// findJPEGScan goes from segment to segment without reading their contents and
// returns where the first scan begins, or -1.
func (f *File) findJPEGScan() int64 {
	at := int64(2)
	for range maxSegments {
		var head [4]byte
		if _, err := f.bytes.ReadAt(head[:], at); err != nil || head[0] != 0xff {
			return -1
		}
		if head[1] == 0xff { // a fill byte
			at++
			continue
		}
		length := int64(binary.BigEndian.Uint16(head[2:]))
		switch {
		case head[1] == markerSOS:
			return at
		case length < 2:
			return -1
		case head[1] == markerAPP1:
			f.readEXIF(at+4, length-2)
		}
		at += 2 + length
	}
	return -1
}

// readEXIF takes the orientation out of one APP1 segment, if it is EXIF.
// Nothing else in it is looked at: it may hold the place and the person.
func (f *File) readEXIF(at, length int64) {
	segment := make([]byte, length)
	if _, err := f.bytes.ReadAt(segment, at); err != nil && err != io.EOF {
		return
	}
	tiff, found := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !found {
		return
	}
	f.facts.hasEXIF = true
	if o := readOrientation(tiff); o != 0 && f.facts.orientation == 0 {
		f.facts.orientation = o
	}
}

// readOrientation reads tag 0x0112 of the first directory of a TIFF block: 1 is
// upright, 2 to 8 are the turns and mirrors, 0 means that it is not stated.
func readOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[start+2:]
	for range order.Uint16(tiff[start:]) {
		if len(entries) < 12 {
			return 0
		}
		const tag, short = 0x0112, 3
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			return validOrientation(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 0
}

func validOrientation(v uint16) int {
	if v > 8 {
		return 0
	}
	return int(v)
}
