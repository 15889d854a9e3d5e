package picture

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"runtime"
	"testing"
)

// What a picture is said to take is what its decoder takes at most.
func TestDecodeBytes(t *testing.T) {
	archive, err := zip.OpenReader("../testdata/pictures.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	for name, perPixel := range map[string]float64{
		"cjpeg.jpg": 1.5, "cjpeg-grey.jpg": 1, "cjpeg-rgb.jpg": 7, "cjpeg-sample-1x1.jpg": 3, "im-cmyk.jpg": 8,
		"cjpeg-progressive.jpg": 7.5, "im-interlaced.png": 8, "pillow-16-bit-grey.png": 8, "netpbm-grey.png": 4,
	} {
		r, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		const side = 2048 // whole units
		claimSize(t, content, side)
		file := io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content)))
		walk := WalkJPEG
		if content[0] == 0x89 {
			walk = WalkPNG
		}
		found, _ := walk(file)
		if got := float64(found.DecodeBytes) / (side * side); got != perPixel {
			t.Errorf("%s: %.2f bytes for each pixel, want %.2f", name, got, perPixel)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = found.Decode(file, func(r io.Reader) io.Reader { return r }) // it lacks most pixels
		runtime.ReadMemStats(&after)
		if used := int64(after.TotalAlloc - before.TotalAlloc); used > found.DecodeBytes+1<<20 {
			t.Errorf("%s: %d bytes were taken, %d were expected", name, used, found.DecodeBytes)
		}
	}
}

// claimSize puts another size into the header, as wide as high.
func claimSize(t *testing.T, content []byte, side uint32) {
	t.Helper()
	if content[0] == 0x89 {
		binary.BigEndian.PutUint32(content[16:], side)
		binary.BigEndian.PutUint32(content[20:], side)
		binary.BigEndian.PutUint32(content[29:], crc32.ChecksumIEEE(content[12:29]))
		return
	}
	for _, marker := range []byte{markerSOF0, markerSOF1, markerSOF0 + 2} {
		if at := bytes.Index(content, []byte{0xff, marker, 0}); at >= 0 {
			binary.BigEndian.PutUint16(content[at+5:], uint16(side))
			binary.BigEndian.PutUint16(content[at+7:], uint16(side))
			return
		}
	}
	t.Fatal("no frame")
}
