package picture

import (
	"bytes"
	"encoding/binary"
	"io"
)

// exifPrefix begins an APP1 segment that holds EXIF (CIPA DC-008, 4.7.2). Some
// programs put it before the data of a PNG's eXIf chunk too, which has none.
const exifPrefix = "Exif\x00\x00"

// maxEXIF is how much of one EXIF block is read, in bytes: as much as one segment
// of a JPEG can hold. The orientation is near its beginning.
const maxEXIF = 64 << 10

// readOrientation reads tag 0x0112 of the first directory of an EXIF block: 1 is
// upright, 2 to 8 are the turns and mirrors, 0 means that it is not stated.
func readOrientation(r io.ReaderAt, block span) int {
	data := make([]byte, min(block.length, maxEXIF))
	defer clear(data)
	n, _ := r.ReadAt(data, block.at) // what cannot be read gives no orientation
	tiff := bytes.TrimPrefix(data[:n], []byte(exifPrefix))
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
