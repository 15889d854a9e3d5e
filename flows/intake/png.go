package intake

import "encoding/binary"

// pngEnd is the type and the checksum of the last chunk, which never vary.
const pngEnd = "IEND\xaeB`\x82"

// checkPNG notes EXIF and animation, and makes sure that the last chunk is
// there.
func (f *File) checkPNG() *Problem {
	pixels := f.findPNGPixels()
	if pixels < 0 || !hasEndMark(f.bytes, pixels, pngEnd) {
		return &Problem{Code: Truncated}
	}
	return nil
}

// findPNGPixels goes from chunk to chunk without reading their contents and returns
// where the pixels begin, or -1.
func (f *File) findPNGPixels() int64 {
	at := int64(8)
	for range maxSegments {
		var head [8]byte
		if _, err := f.bytes.ReadAt(head[:], at); err != nil {
			return -1
		}
		switch string(head[4:]) {
		case "IDAT":
			return at
		case "acTL":
			f.facts.isAnimated = true
		case "eXIf":
			f.facts.hasEXIF = true
		}
		at += 12 + int64(binary.BigEndian.Uint32(head[:]))
	}
	return -1
}
