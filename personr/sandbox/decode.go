package sandbox

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
)

// The ends of the two formats (ITU-T T.81, B.1.1.3; PNG, 11.2.5).
const (
	jpegEnd = "\xff\xd9"
	pngEnd  = "\x00\x00\x00\x00IEND\xaeB`\x82"
)

// decodePicture decodes a JPEG or PNG; where that fails, once more with an end mark after it,
// which panoramas of some phones lack.
func decodePicture(content []byte) (image.Image, error) {
	decode, end := jpeg.Decode, jpegEnd
	if formatOfContent(content) == "png" {
		decode, end = png.Decode, pngEnd
	}
	img, err := decode(bytes.NewReader(content))
	if err != nil {
		return decode(strings.NewReader(string(content) + end))
	}
	return img, nil
}

// pictureStructure is what a picture shows without its pixels being decoded.
type pictureStructure struct {
	width, height uint32 // as the header claims; 0 if there is none
	isComplete    bool   // pixels follow the header, and an end mark follows them
}

// hasPlainStructure says whether a picture's header is sound and its end is there. If it cannot be
// decoded all the same, that is no proof of damage: it may be of a kind that the decoder lacks.
func hasPlainStructure(content []byte) bool {
	s := readStructure(content)
	return s.isComplete && s.isWithinMaxPixels()
}

func (s pictureStructure) isWithinMaxPixels() bool {
	pixels := uint64(s.width) * uint64(s.height)
	return pixels > 0 && pixels <= MaxPixels
}

func readStructure(content []byte) pictureStructure {
	switch formatOfContent(content) {
	case "jpeg":
		return readJPEGStructure(content)
	case "png":
		return readPNGStructure(content)
	}
	return pictureStructure{}
}

// readPNGStructure reads the header (PNG, 11.2.2) and looks for pixels and an end after it.
func readPNGStructure(content []byte) (s pictureStructure) {
	const first, afterHeader = 8, 33
	if len(content) < afterHeader || string(content[first:first+8]) != "\x00\x00\x00\rIHDR" ||
		crc32.ChecksumIEEE(content[first+4:afterHeader-4]) != binary.BigEndian.Uint32(content[afterHeader-4:]) {
		return s
	}
	s.width, s.height = binary.BigEndian.Uint32(content[16:]), binary.BigEndian.Uint32(content[20:])
	_, afterPixels, found := bytes.Cut(content[afterHeader:], []byte("IDAT"))
	s.isComplete = found && bytes.Contains(afterPixels, []byte("IEND"))
	return s
}

// readJPEGStructure goes over the segments (T.81, B.1.1) to the pixels. What stands between
// segments is skipped, as decoders do.
func readJPEGStructure(content []byte) (s pictureStructure) {
	const startOfScan = 0xda
	for rest := content[2:]; ; {
		at := bytes.IndexByte(rest, 0xff)
		if at < 0 || len(rest) < at+4 {
			return s
		}
		marker, body := rest[at+1], rest[at+2:]
		if marker == 0xff || !hasLength(marker) {
			rest = rest[at+1:]
			continue
		}
		if isFrameMarker(marker) && s.width == 0 && len(body) >= 7 {
			s.height, s.width = uint32(binary.BigEndian.Uint16(body[3:])), uint32(binary.BigEndian.Uint16(body[5:]))
		}
		length := int(binary.BigEndian.Uint16(body))
		if length < 2 { // it counts itself
			return s
		}
		rest = body[min(len(body), length):]
		if marker == startOfScan {
			s.isComplete = bytes.Contains(rest, []byte(jpegEnd))
			return s
		}
	}
}

// hasLength says whether a length follows a marker (T.81, table B.1): not after stuffed zeros,
// TEM, the restarts, the start and the end.
func hasLength(marker byte) bool {
	return marker > 0x01 && (marker < 0xd0 || marker > 0xd9)
}

// isFrameMarker says whether a marker begins a frame header, which holds the size.
func isFrameMarker(marker byte) bool {
	isTable := marker == 0xc4 || marker == 0xc8 || marker == 0xcc
	return marker >= 0xc0 && marker <= 0xcf && !isTable
}
