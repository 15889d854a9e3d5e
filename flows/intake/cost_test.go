package intake

import (
	"bytes"
	"testing"

	"dossier/flows/intake/picture"
)

// A look at a picture is bounded in time: each scan goes over all pixels, and a file can hold
// hundreds of thousands of them.
func TestPictureOfTooManyScansIsNotDecoded(t *testing.T) {
	photo := readCorpus(t, "pictures.zip")["cjpeg-progressive.jpg"]
	begin := bytes.Index(photo, []byte{0xff, 0xda}) + 2
	begin += bytes.Index(photo[begin:], []byte{0xff, 0xda}) // of the second, which may come again
	end := begin + bytes.Index(photo[begin:], []byte{0xff, 0xc4})
	for times, isDrawn := range map[int]bool{1: true, 100: true, 250: false, 5_000: false} {
		report := examineBytes(t, "a.jpg", join(photo[:begin], bytes.Repeat(photo[begin:end], times), photo[end:]), Purpose{})
		if drawn := report.Preview != nil; drawn != isDrawn || report.HasWarning(Undecodable) == isDrawn {
			t.Errorf("%d times the second scan: drawn %t, warnings %v", times, drawn, codes(report))
		}
	}
}

// The pictures of phones and scanners are drawn up to the limit, and what takes more memory
// for each pixel up to the same memory.
func TestDecodeIsBoundedInMemory(t *testing.T) {
	for name, c := range map[string]struct {
		perPixel, megapixels int64
		want                 bool
	}{
		"a phone's JPEG": {1, 50, true}, "a PNG of 8 bits": {4, 50, true}, "a PNG of 16 bits": {8, 50, true},
		"a progressive JPEG": {15, 26, true}, "a large progressive JPEG": {15, 27, false},
		"an interlaced PNG of 16 bits": {12, 34, false}, "too many pixels": {1, 51, false},
	} {
		layout := picture.Layout{Width: 1000, Height: int(c.megapixels) * 1000, DecodeBytes: c.perPixel * c.megapixels * 1_000_000}
		if got := DefaultLimits().canDecode(layout); got != c.want {
			t.Errorf("%s of %d megapixels: %t", name, c.megapixels, got)
		}
	}
}
