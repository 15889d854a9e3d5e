package intake

import (
	"bytes"
	"image"
	"testing"
	"time"
)

// TestHasEndMark: no beginning of a file has the mark of its end, whatever its length.
func TestHasEndMark(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 120, 120))
	for name, content := range map[string][]byte{
		"JPEG": asJPEG(t, picture), "JPEG with a thumbnail": withSegment(asJPEG(t, picture), 0xe1, asJPEG(t, picture)),
		"PNG": asPNG(t, picture), "PDF": bill(""),
	} {
		if !HasEndMark(bytes.NewReader(content), int64(len(content))) {
			t.Errorf("%s: a whole one has no end", name)
		}
		if followed := append(bytes.Clone(content), "\nmade by a phone"...); !HasEndMark(bytes.NewReader(followed), int64(len(followed))) {
			t.Errorf("%s: something follows its end, and it has none", name)
		}
		for n := 12; n < len(content)-6; n += 1 + n/40 {
			if HasEndMark(bytes.NewReader(content), int64(n)) {
				t.Errorf("%s: %d of %d bytes have an end", name, n, len(content))
			}
		}
	}
}

// TestOtherFilesCountAsWhole: what the file is, is said when it is opened.
func TestOtherFilesCountAsWhole(t *testing.T) {
	for _, content := range []string{"", "x", "some words", "GIF89a", "\xff\xd8\xff\xd9", "\x89PNG\r\n\x1a\nno header of a picture at all."} {
		if !HasEndMark(bytes.NewReader([]byte(content)), int64(len(content))) {
			t.Errorf("%q counts as cut", content)
		}
	}
}

// TestOpenSourceClosesWhatItRefuses: whoever gives a source away need not look after it.
func TestOpenSourceClosesWhatItRefuses(t *testing.T) {
	content := []byte("no picture")
	src := &memorySource{Reader: bytes.NewReader(content)}
	if _, _, err := OpenSource(t.Context(), "x", src, int64(len(content)), time.Unix(0, 0), DefaultLimits()); err == nil || !src.closed.Load() {
		t.Errorf("%v, closed %v", err, src.closed.Load())
	}
}
