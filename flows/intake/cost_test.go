package intake

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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
		if drawn := report.Preview != nil; drawn != isDrawn || report.HasWarning(NotDrawn) == isDrawn {
			t.Errorf("%d times the second scan: drawn %t, warnings %v", times, drawn, codes(report))
		}
	}
}

// TestPicturesAreDrawnUpToTheLimits proves that the pictures of phones and scanners are drawn up to
// the limit of pixels, and what takes more memory for each pixel up to the budget.
func TestPicturesAreDrawnUpToTheLimits(t *testing.T) {
	for name, c := range map[string]struct {
		perPixel, megapixels int64
		want                 bool
	}{
		"a phone's JPEG": {2, 50, true}, "a JPEG of full colour": {3, 50, true}, "a PNG of 8 bits": {4, 45, true}, "a PNG of 16 bits": {8, 22, true}, "a larger PNG of 16 bits": {8, 24, false},
		"a progressive JPEG": {8, 22, true}, "a large progressive JPEG": {15, 14, false},
		"an interlaced PNG of 16 bits": {16, 11, true}, "a larger interlaced PNG of 16 bits": {16, 12, false}, "too many pixels": {1, 51, false},
	} {
		layout := picture.Layout{Width: 1000, Height: int(c.megapixels) * 1000, DecodeBytes: c.perPixel * c.megapixels * 1_000_000}
		if got := DefaultLimits().canDecode(layout); got != c.want {
			t.Errorf("%s of %d megapixels: %t", name, c.megapixels, got)
		}
	}
}

// interlacedPNG is a black picture of 16 bits for each sample in seven passes (PNG, 8.2):
// its file is small, and its decoder needs 16 bytes for each pixel.
func interlacedPNG(t testing.TB, width, height int) []byte {
	t.Helper()
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	header = append(header, 16, 6, 0, 0, 1)
	var pixels bytes.Buffer
	w := zlib.NewWriter(&pixels)
	for _, pass := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		columns, rows := (width-pass[0]+pass[2]-1)/pass[2], (height-pass[1]+pass[3]-1)/pass[3]
		row := make([]byte, 1+8*columns)
		for range rows {
			_, _ = w.Write(row)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return join([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header), chunk("IDAT", pixels.Bytes()), chunk("IEND", nil))
}

// TestALookTakesNoMoreThanItsBudget proves that the budget counts all that a look takes, for
// pictures that are decoded to their end.
func TestALookTakesNoMoreThanItsBudget(t *testing.T) {
	photo := card(1600, 1200)
	for name, content := range map[string][]byte{
		"interlaced, 16 bits": interlacedPNG(t, 1600, 1200), "narrow": interlacedPNG(t, 101, 9000),
		"PNG": asPNG(t, photo), "JPEG": asJPEG(t, photo), "progressive": readCorpus(t, "pictures.zip")["cjpeg-progressive.jpg"],
		"CMYK": readCorpus(t, "pictures.zip")["im-cmyk.jpg"], "RGB": readCorpus(t, "pictures.zip")["cjpeg-rgb.jpg"],
	} {
		f, _, err := OpenBytes(name, content, time.Time{}, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		drawn, err := NewExaminer(DefaultLimits()).Draw(t.Context(), f, 2*MaxPreviewSide)
		runtime.ReadMemStats(&after)
		if err != nil || drawn == nil || max(drawn.W, drawn.H) > MaxPreviewSide {
			t.Errorf("%s: drawn %t, %v", name, drawn != nil, err)
		}
		if took, said := int64(after.TotalAlloc-before.TotalAlloc), lookBytes(f.facts.layout); took > said {
			t.Errorf("%s: %d bytes were taken, %d were said", name, took, said)
		}
	}
}

// waitingSource is a file whose reads wait until the gate opens.
type waitingSource struct {
	*bytes.Reader
	gate  chan struct{}
	begun *atomic.Int32
}

func (s waitingSource) ReadAt(p []byte, off int64) (int, error) {
	if off == 0 {
		s.begun.Add(1)
	}
	<-s.gate
	return s.Reader.ReadAt(p, off)
}

func (waitingSource) Close() error { return nil }

// TestAllLooksTogetherStayWithinTheBudget proves that a look waits until there is memory for it,
// that it hears its context meanwhile, and that a picture which fits into no budget is not
// drawn and says so. A picture of 388 KB took 629 MB.
func TestAllLooksTogetherStayWithinTheBudget(t *testing.T) {
	limits := DefaultLimits()
	content := interlacedPNG(t, 300, 200)
	sound, _, err := OpenBytes("a.png", content, time.Time{}, limits)
	if err != nil {
		t.Fatal(err)
	}
	needed := lookBytes(sound.facts.layout)
	synctest.Test(t, func(t *testing.T) {
		limits.MaxDecodeBytes = 2*needed - 1
		examiner, gate, begun := NewExaminer(limits), make(chan struct{}), new(atomic.Int32)
		look := func(ctx context.Context) error {
			f := newFile(waitingSource{bytes.NewReader(content), gate, begun}, int64(len(content)), time.Time{})
			f.facts = sound.facts
			report, err := examiner.Examine(ctx, f)
			if err == nil && report.Preview == nil {
				t.Errorf("not drawn: %v", codes(report))
			}
			return err
		}
		var looks sync.WaitGroup
		looks.Go(func() { _ = look(t.Context()) })
		synctest.Wait()
		looks.Go(func() { _ = look(t.Context()) })
		if synctest.Wait(); begun.Load() != 1 {
			t.Errorf("%d looks began with memory for one", begun.Load())
		}
		close(gate)
		if looks.Wait(); begun.Load() != 2 {
			t.Errorf("%d looks began in all", begun.Load())
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := look(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
	limits.MaxDecodeBytes = needed - 1
	if report, err := NewExaminer(limits).Examine(t.Context(), sound); err != nil || report.Preview != nil || !report.HasWarning(NotDrawn) {
		t.Errorf("a picture beyond the budget: drawn %t, %v, %v", report.Preview != nil, codes(report), err)
	}
}
