package picture

import "encoding/binary"

// jpegCost is what decides how much memory image/jpeg takes.
type jpegCost struct {
	frame         []byte // the frame header (T.81, B.2.2), without its length
	isProgressive bool
	isJFIF        bool // the last APP0 segment says so
	isAdobe       bool // there is an APP14 segment
}

// decodeBytes is how much memory image/jpeg takes in all, in bytes: one for each sample of
// whole units (T.81, A.2.4), four more if the frame is progressive, since the coefficients
// are kept until the last scan, and four for each pixel where the colours are converted.
func (c jpegCost) decodeBytes() int64 {
	if len(c.frame) < 9 {
		return 0 // no component: it is not decoded
	}
	height, width := int64(binary.BigEndian.Uint16(c.frame[1:])), int64(binary.BigEndian.Uint16(c.frame[3:]))
	var blocks, wide, high int64 // of one unit
	for component := c.frame[6:]; len(component) >= 3; component = component[3:] {
		h, v := int64(component[1]>>4), int64(component[1]&15)
		if c.frame[5] == 1 {
			h, v = 1, 1 // the unit of a single component is one block
		}
		if blocks == 0 {
			wide, high = max(1, h), max(1, v)
		}
		blocks += h * v
	}
	bytes := 64 * blocks * ceilDiv(width, 8*wide) * ceilDiv(height, 8*high)
	if c.isProgressive {
		bytes *= 5
	}
	if c.convertsColours() {
		bytes += 4 * width * height
	}
	return bytes
}

// convertsColours reports whether the decoder may make another picture out of the samples:
// for RGB and for four components.
func (c jpegCost) convertsColours() bool {
	if c.frame[5] != 3 || len(c.frame) < 15 {
		return c.frame[5] > 3
	}
	isNamedRGB := c.frame[6] == 'R' && c.frame[9] == 'G' && c.frame[12] == 'B'
	return !c.isJFIF && (c.isAdobe || isNamedRGB)
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// pngBytes is how much memory image/png takes for a header (PNG, 11.2.2) at most, in
// bytes: four or eight for each pixel, and as much again for the seven passes of an
// interlaced one, which are pictures of their own.
func pngBytes(header []byte) int64 {
	pixels := int64(binary.BigEndian.Uint32(header)) * int64(binary.BigEndian.Uint32(header[4:]))
	bytes := 4 * pixels
	if header[8] > 8 {
		bytes *= 2
	}
	if header[12] != 0 {
		bytes *= 2
	}
	return bytes
}
