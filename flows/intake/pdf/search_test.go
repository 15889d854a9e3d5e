package pdf

import (
	"bytes"
	"io"
	"testing"
)

func TestMarkAcrossTwoWindows(t *testing.T) {
	for at := windowSize - 10; at < windowSize+3; at++ {
		content := make([]byte, windowSize+6000)
		copy(content[at:], "%%EOF")
		copy(content[len(content)-at-5:], "%%FOE")
		d := newFile(io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
		if got := d.find("%%EOF"); got != int64(at) {
			t.Errorf("found at %d, want %d", got, at)
		}
		if got := d.findLast("%%FOE", d.Size()); got != int64(len(content)-at-5) {
			t.Errorf("last found at %d, want %d", got, len(content)-at-5)
		}
	}
}
