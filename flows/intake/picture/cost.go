package picture

import "encoding/binary"

// jpegBytes is about how much memory image/jpeg takes for a frame (T.81, B.2.2), in bytes:
// one for each sample, five if the frame is progressive, since the coefficients are kept
// until the last scan, and four more for each pixel where the colours may be converted.
func jpegBytes(frame []byte, isSequential bool) int64 {
	pixels := int64(binary.BigEndian.Uint16(frame[1:])) * int64(binary.BigEndian.Uint16(frame[3:]))
	var samples, widest, highest int64
	for component := frame[6:]; len(component) >= 3; component = component[3:] {
		h, v := int64(component[1]>>4), int64(component[1]&15)
		samples, widest, highest = samples+h*v, max(widest, h), max(highest, v)
	}
	whole := max(1, widest*highest)
	bytes := samples * pixels / whole
	if !isSequential {
		bytes *= 5
	}
	if samples >= 3*whole {
		bytes += 4 * pixels
	}
	return bytes
}

// pngBytes is about how much memory image/png takes for a header (PNG, 11.2.2), in bytes:
// four or eight for each pixel, and half as much again for the passes of an interlaced one.
func pngBytes(header []byte) int64 {
	pixels := int64(binary.BigEndian.Uint32(header)) * int64(binary.BigEndian.Uint32(header[4:]))
	bytes := 4 * pixels
	if header[8] > 8 {
		bytes *= 2
	}
	if header[12] != 0 {
		bytes += bytes / 2
	}
	return bytes
}
