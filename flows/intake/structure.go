package intake

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
	"strconv"
)

// headerLen bounds what a header decoder may read, in bytes. Ten megabytes of
// comments before the size are an attack or damage.
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

// hasEndMark reports whether mark is near the end, or anywhere after from.
// The second look is for phones that append a film, a depth map or their own
// notes after a complete picture.
func hasEndMark(r *io.SectionReader, from int64, mark string) bool {
	tail := max(from, r.Size()-tailLen)
	return findMark(r, tail, r.Size(), mark) >= 0 || findMark(r, from, tail+int64(len(mark)), mark) >= 0
}

// findMark returns where mark first occurs in [from, to), or -1. A read that fails
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

// Markers of ITU-T T.81, annex B.
const (
	markerEOI  = "\xff\xd9"
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

// maxSegments bounds the walk over the segments before the pixels. A phone
// writes about a dozen.
const maxSegments = 4096

// findJPEGScan goes from segment to segment and returns where the first scan begins,
// or -1. It reads no contents but EXIF, which it notes.
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
// Nothing else in it is read: it may hold the place and the name of the photographer.
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
			if v := order.Uint16(entries[8:]); v <= 8 {
				return int(v)
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// pngEnd is the type and the checksum of the last chunk, which never vary.
const pngEnd = "IEND\xaeB`\x82"

// findPNGPixels goes from chunk to chunk without reading their contents, notes EXIF
// and animation, and returns where the pixels begin, or -1.
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

// encryptEntry is the entry of a PDF trailer that says that the document is
// protected (ISO 32000-1, 7.5.5). /EncryptMetadata is another entry.
var encryptEntry = regexp.MustCompile(`/Encrypt[\s\x00<]`)

var startXref = regexp.MustCompile(`startxref\s+(\d{1,12})\s`)

// checkPDF makes sure that the end of the file is there and that it is not
// protected. It looks at a few windows of text and parses nothing: parsers of
// PDF are a risk of their own. The number of pages stays unknown.
func checkPDF(r *io.SectionReader) *Problem {
	tail := readWindow(r, max(0, r.Size()-tailLen))
	if findMark(r, max(0, r.Size()-tailLen), r.Size(), "%%EOF") < 0 {
		return &Problem{Code: Truncated}
	}
	if encryptEntry.Match(tail) || encryptEntry.Match(readTrailer(r, tail)) {
		return &Problem{Code: Encrypted}
	}
	return nil
}

// readTrailer returns the text around the document's trailer. Since PDF 1.5 it may
// be the dictionary before a compressed table, at the place that startxref
// names; before, it follows a table of any length that begins there.
func readTrailer(r *io.SectionReader, tail []byte) []byte {
	matches := startXref.FindAllSubmatch(tail, -1)
	if len(matches) == 0 {
		return nil
	}
	start, err := strconv.ParseInt(string(matches[len(matches)-1][1]), 10, 64)
	if err != nil || start >= r.Size() {
		return nil
	}
	text := readWindow(r, start)
	if len(text) < 4 || string(text[:4]) != "xref" {
		return text
	}
	at := findMark(r, start, r.Size(), "trailer")
	if at < 0 {
		return text
	}
	return readWindow(r, at)
}

func readWindow(r *io.SectionReader, at int64) []byte {
	text := make([]byte, 2*tailLen)
	n, _ := r.ReadAt(text, at)
	return text[:n]
}
