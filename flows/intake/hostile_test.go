package intake

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dossier/flows"
)

// hostile is a file and the verdict it must get.
type hostile struct {
	name    string // of the file
	content []byte
	code    ProblemCode // "" if it is accepted
	is      Content     // for NotAccepted
	warns   WarningCode
}

func hostiles(t testing.TB) []hostile {
	photo, scan := asJPEG(t, card(1200, 800)), asPNG(t, card(1200, 800))
	box := func(brands string) []byte { return []byte("\x00\x00\x00\x20ftyp" + brands + "....") }
	return []hostile{
		{name: "good.jpg", content: photo},
		{name: "GOOD.JPEG", content: photo},
		{name: "noending", content: photo},
		{name: "good.png", content: scan},
		{name: "good.pdf", content: bill("")},
		{name: "0.jpg", code: Empty},
		{name: "21mib.jpg", content: append(bytes.Clone(photo), make([]byte, 21<<20)...), code: TooLarge},
		{name: "3600mp.png", content: pngClaiming(60_000, 60_000), code: TooManyPixels},
		{name: "900mp.png", content: pngClaiming(30_000, 30_000), code: TooManyPixels},
		{name: "400mp.png", content: pngClaiming(20_000, 20_000), code: TooManyPixels},
		{name: "overflow.png", content: pngClaiming(1<<31-1, 1<<31-1), code: TooManyPixels},
		{name: "overflow-32.png", content: pngClaiming(1<<32-1, 1<<32-1), code: TooManyPixels},
		{name: "nothing.png", content: pngClaiming(0, 0), code: NoSize},
		{name: "no-height.jpg", content: jpegClaiming(t, 400, 0), code: NoSize},
		{name: "no-pixels.jpg", content: []byte("\xff\xd8\xff\xe0\x00\x02\xff\xd9"), code: NoPixels},
		{name: "no-pixels.png", content: append(bytes.Clone(scan[:33]), scan[len(scan)-12:]...), code: NoPixels},
		{name: "wrong-checksum.png", content: withByte(scan, 30, 0), code: BadHeader},
		{name: "wrong-length.jpg", content: []byte("\xff\xd8\xff\xe0\x00\x01........"), code: BadHeader},
		{name: "scan-before-frame.jpg", content: []byte("\xff\xd8\xff\xda\x00\x02....\xff\xd9"), code: NoSize},
		{name: "wide.png", content: pngClaiming(20_001, 200), code: SideTooLong},
		{name: "thin.png", content: pngClaiming(2_000, 99), code: TooFewPixels},
		{name: "65535.jpg", content: jpegClaiming(t, 65_535, 65_535), code: TooManyPixels},
		{name: "tiny.jpg", content: jpegClaiming(t, 50, 50), code: TooFewPixels},
		{name: "cut.jpg", content: photo[:len(photo)*2/3], warns: NoEndMark},
		{name: "cut-with-thumbnail.jpg", content: withSegment(photo[:len(photo)-2], 0xe1, exif(binary.BigEndian, 1)), warns: NoEndMark},
		{name: "cut-at-header.jpg", content: photo[:20], code: Truncated},
		{name: "cut-in-pixels.png", content: scan[:len(scan)/2], code: Truncated},
		{name: "cut.png", content: scan[:len(scan)-12], warns: NoEndMark},
		{name: "cut.pdf", content: bill("")[:8000], code: Truncated},
		{name: "protected.pdf", content: bill("/Encrypt 3 0 R "), warns: UnknownProtection},
		{name: "protected-table-at-start.pdf", content: compressedTable("/Encrypt 3 0 R /Size 9"), warns: UnknownProtection},
		{name: "protected-first-page.pdf", content: linearised("/Encrypt 3 0 R "), warns: UnknownProtection},
		{name: "for-the-web.pdf", content: linearised("")},
		{name: "not-protected.pdf", content: compressedTable("/EncryptMetadata true")},
		{name: "with-film.jpg", content: append(bytes.Clone(photo), bytes.Repeat([]byte("film"), 1<<20)...)},
		{name: "padded.pdf", content: append(bill(""), bytes.Repeat([]byte{0}, 1000)...)},
		{name: "10mb-of-segments.jpg", content: withSegments(photo, 160)},
		{name: "10mb-of-fill.jpg", content: bytes.Join([][]byte{photo[:2], bytes.Repeat([]byte{0xff}, 10<<20), photo[2:]}, nil)},
		{name: "exif.jpg", content: withSegment(photo, 0xe1, exif(binary.LittleEndian, 6)), warns: SideWays},
		{name: "wrong-exif.jpg", content: withSegment(photo, 0xe1, []byte("Exif\x00\x00II*\x00\xff\xff\xff\xff"))},
		{name: "apng.png", content: withChunk(scan, "acTL", make([]byte, 8)), warns: Animated},
		{name: "pdf-named.jpg", content: bill(""), warns: NameMisleads},
		{name: "png-named.JPG", content: scan, warns: NameMisleads},
		{name: "polyglot.jpg", content: append(bytes.Clone(photo), "<script>PK\x03\x04%PDF-1.4"...)},
		{name: "heic.heic", content: box("heic\x00\x00\x00\x00mif1heic"), code: NotAccepted, is: ContentHEIC},
		{name: "heic-named.jpg", content: box("mif1\x00\x00\x00\x00mif1heix"), code: NotAccepted, is: ContentHEIC},
		{name: "burst.heic", content: box("hevc\x00\x00\x00\x00"), code: NotAccepted, is: ContentHEIC},
		{name: "other.heif", content: box("mif1\x00\x00\x00\x00miaf"), code: NotAccepted, is: ContentHEIC},
		{name: "a.avif", content: box("mif1\x00\x00\x00\x00mif1avif"), code: NotAccepted, is: ContentAVIF},
		{name: "a.mov", content: box("qt  \x00\x00\x00\x00"), code: NotAccepted, is: ContentVideo},
		{name: "a.webp", content: []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), code: NotAccepted, is: ContentWebP},
		{name: "a.gif", content: []byte("GIF89a\x01\x00\x01\x00"), code: NotAccepted, is: ContentGIF},
		{name: "a.tif", content: []byte("II*\x00\x08\x00\x00\x00"), code: NotAccepted, is: ContentTIFF},
		{name: "b.tif", content: []byte("MM\x00*\x00\x00\x00\x08"), code: NotAccepted, is: ContentTIFF},
		{name: "a.bmp", content: []byte("BM\x00\x10\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00"), code: NotAccepted, is: ContentBMP},
		{name: "a.svg", content: []byte("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg>"), code: NotAccepted, is: ContentSVG},
		{name: "a.jpg", content: []byte("  <!DOCTYPE HTML><title>not found</title>"), code: NotAccepted, is: ContentWebPage},
		{name: "zip-named.jpg", content: []byte("PK\x03\x04" + strings.Repeat("\x00", 26) + "front.jpg"), code: NotAccepted, is: ContentZIP},
		{name: "a.docx", content: []byte("PK\x03\x04" + strings.Repeat("\x00", 26) + "[Content_Types].xml"), code: NotAccepted, is: ContentOffice},
		{name: "a.doc", content: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), code: NotAccepted, is: ContentOffice},
		{name: "text.pdf", content: []byte("\n%PDF-1.4\n%%EOF\n"), code: NoPages},
		{name: "page.pdf", content: []byte("<html>%PDF-1.4"), code: NotAccepted, is: ContentWebPage},
		{name: "names-protection-often.pdf", content: often("/Size /Encrypt 9 0 R "), warns: UnknownProtection},
		{name: "many-streams.pdf", content: often("1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n")},
		{name: "many-objects.pdf", content: often("/Root 9 0 R 19 0 obj ")},
		{name: "nested.pdf", content: often("/Size /Encrypt<<<<<<[[[[((((")},
		{name: "bomb.pdf", content: bombPDF(t)},
		{name: "one.jpg", content: []byte{0xff}, code: NotAccepted},
		{name: "text.jpg", content: []byte("hello"), code: NotAccepted},
	}
}

// compressedTable makes a PDF whose trailer is the dictionary of a compressed
// table far from the end.
func compressedTable(entry string) []byte {
	head := "%PDF-1.5\n"
	return []byte(head + "9 0 obj\n<</Type /XRef " + entry + ">>\nstream\n" + strings.Repeat("z", 20_000) +
		"\nendstream\nstartxref\n" + itoa(len(head)) + "\n%%EOF\n")
}

// linearised makes a PDF for the web: the table and the trailer that count stand
// at the beginning, far from the end.
func linearised(entries string) []byte {
	head := "%PDF-1.4\n"
	return []byte(head + "1 0 obj\n<<>>\nendobj\nxref\n0 400\n" + strings.Repeat("0000000009 00000 n \n", 400) +
		"trailer\n<</Size 400 " + entries + ">>\nstartxref\n0\n%%EOF\n" + strings.Repeat("z", 20_000) +
		"\nstartxref\n" + itoa(len(head)) + "\n%%EOF\n")
}

// often makes a PDF of 12 MB that says the same thing over and over.
func often(text string) []byte {
	return join([]byte("%PDF-1.5\n1 0 obj\n"), bytes.Repeat([]byte(text), 12_000_000/len(text)), []byte("\nstartxref\n9\n%%EOF\n"))
}

// bombPDF holds object streams that unpack to a thousand times their size, and an
// object that is in none of them.
func bombPDF(t testing.TB) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(make([]byte, 32<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	stream := join([]byte("\n5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n"), packed.Bytes(), []byte("\nendstream\nendobj\n"))
	return join([]byte("%PDF-1.5\n"), bytes.Repeat(stream, 60), []byte("/Root 9 0 R\nstartxref\n9\n%%EOF\n"))
}

func withSegments(file []byte, n int) []byte {
	one := append([]byte{0xff, 0xe2, 0xff, 0xff}, make([]byte, 0xffff-2)...)
	return bytes.Join([][]byte{file[:2], bytes.Repeat(one, n), file[2:]}, nil)
}

// Each verdict must be right, take little of the processor, and need no more memory
// than a look at headers takes: decoding any of the lying pictures would need hundreds
// of megabytes. What is measured is the processor's time, because the machine may be busy
// with something else.
func TestVerdicts(t *testing.T) {
	for _, h := range hostiles(t) {
		path := writeTemp(t, h.name, h.content)
		took := time.Hour
		for range 3 { // the collector of garbage may take its share
			took = min(took, timeVerdict(t, h, path))
		}
		if took > 500*time.Millisecond {
			t.Errorf("%s: took %v", h.name, took)
		}
	}
}

func timeVerdict(t *testing.T, h hostile, path string) time.Duration {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := processorTime(t)
	f, report, err := Open(t.Context(), path, DefaultLimits())
	took := processorTime(t) - began
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 { // the race detector doubles it
		t.Errorf("%s: used %d KiB", h.name, used>>10)
	}
	checkVerdict(t, h, f, report, err)
	return took
}

// processorTime is how long this process has kept processors busy.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func checkVerdict(t *testing.T, h hostile, f *File, report *Report, err error) {
	t.Helper()
	if h.code != "" {
		p, ok := errors.AsType[*Problem](err)
		if !ok || f != nil || p.Code != h.code || p.Content != h.is || len(report.Problems) == 0 || report.Problems[0].Code != h.code {
			t.Errorf("%s: got %v, %+v; want %s %s", h.name, err, report, h.code, h.is)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: refused: %v", h.name, err)
		return
	}
	defer func() { _ = f.Close() }()
	if f.SHA256() != sha256.Sum256(h.content) || f.Size() != int64(len(h.content)) || report.SHA256 != f.SHA256() {
		t.Errorf("%s: wrong hash or size", h.name)
	}
	if h.warns != "" != (len(report.Warnings) > 0) || h.warns != "" && !report.HasWarning(h.warns) {
		t.Errorf("%s: warnings %v, want %q", h.name, codes(*report), h.warns)
	}
}

// A picture between the two limits is accepted and never decoded, and the report says
// that nobody looked at it.
func TestLargePictureIsNotDecoded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	report := examineBytes(t, "a.jpg", jpegClaiming(t, 9_900, 9_900), Purpose{})
	runtime.ReadMemStats(&after)
	if report.Preview != nil || report.Sharpness != 0 || !report.HasWarning(NotDrawn) {
		t.Errorf("decoded: %+v", report)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("used %d MiB", used>>20)
	}
}

func TestDamagedPixelsAreAWarning(t *testing.T) {
	report := examineBytes(t, "a.png", pngClaiming(800, 600), Purpose{})
	if !report.HasWarning(Undecodable) || report.Preview != nil {
		t.Errorf("warnings %v", codes(report))
	}
}

func TestScreenshotSmallPictureAndSelfie(t *testing.T) {
	grey := func(w, h int) []byte { return asPNG(t, image.NewGray(image.Rect(0, 0, w, h))) }
	tests := []struct {
		content []byte
		want    Purpose
		code    WarningCode
		has     bool
	}{
		{grey(1080, 1920), Purpose{}, ScreenSized, true},
		{grey(1920, 1080), Purpose{}, ScreenSized, true},
		{withChunk(grey(1080, 1920), "eXIf", make([]byte, 8)), Purpose{}, ScreenSized, false},
		{asJPEG(t, image.NewGray(image.Rect(0, 0, 1080, 1920))), Purpose{}, ScreenSized, false},
		{grey(1081, 1920), Purpose{}, ScreenSized, false},
		{grey(999, 600), Purpose{}, SmallPicture, true},
		{grey(1000, 600), Purpose{}, SmallPicture, false},
		{bill(""), Purpose{Type: flows.Selfie}, PDFForSelfie, true},
		{bill(""), Purpose{Type: flows.UtilityBill}, PDFForSelfie, false},
	}
	for i, test := range tests {
		f, _, err := OpenBytes("a", test.content, time.Time{}, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if report := f.baseReport().For(test.want); report.HasWarning(test.code) != test.has {
			t.Errorf("case %d: warnings %v", i, codes(report))
		}
	}
}

// The number in the sentence is the one that is wrong: a side is not called an area.
func TestTooLargePicturesSayWhatIsTooLarge(t *testing.T) {
	for size, want := range map[[2]int]string{
		{20_001, 200}:    "the picture's longer side has 20001 pixels and at most 20000 can be sent; save it smaller",
		{200, 20_001}:    "the picture's longer side has 20001 pixels and at most 20000 can be sent; save it smaller",
		{20_000, 20_000}: "the picture claims 400000000 pixels where 100000000 are allowed; save it smaller",
		{65_535, 65_535}: "the picture claims 4294836225 pixels where 100000000 are allowed; save it smaller",
		{2_000, 99}:      "the picture's shorter side has 99 pixels and needs 100; take a new one",
	} {
		if got := DefaultLimits().checkPixels(size[0], size[1]); got == nil || got.Error() != want {
			t.Errorf("%v: %v; want: %s", size, got, want)
		}
	}
}

// TestTheSizesOfAFileThatIsTooLargeDiffer: a byte above the limit is no "21.0 MB, at most
// 21.0 MB".
func TestTheSizesOfAFileThatIsTooLargeDiffer(t *testing.T) {
	for have, want := range map[int64]string{
		20<<20 + 1: "the file has 20971521 bytes and at most 20971520 bytes can be sent; save it smaller",
		30 << 20:   "the file has 31.5 MB and at most 21.0 MB can be sent; save it smaller",
	} {
		if got := (&Problem{Code: TooLarge, Have: have, Limit: 20 << 20}).Error(); got != want {
			t.Errorf("%s; want: %s", got, want)
		}
	}
	want := "the file has 400 bytes and at most 10 bytes can be sent; save it smaller"
	if got := (&Problem{Code: TooLarge, Have: 400, Limit: 10}).Error(); got != want {
		t.Error(got)
	}
}

func TestHardCapHolds(t *testing.T) {
	if got := (Limits{MaxBytes: 1 << 40}).maxBytes(); got != HardCap {
		t.Errorf("%d bytes are allowed", got)
	}
}

// FuzzOpenBytes holds that nothing panics, that a decode never exceeds its limit,
// and that what is accepted is what it begins with, hashed as it is.
func FuzzOpenBytes(f *testing.F) {
	for _, h := range hostiles(f) {
		if len(h.content) < 8<<10 {
			f.Add(h.name, h.content)
		}
	}
	for _, archive := range []string{"pictures.zip", "documents.zip"} {
		for name, content := range readCorpus(f, archive) {
			if len(content) < 8<<10 {
				f.Add(name, content)
			}
		}
	}
	small := card(120, 100)
	f.Add("a.jpg", withSegment(asJPEG(f, small), 0xe1, exif(binary.BigEndian, 6)))
	f.Add("a.png", withChunk(asPNG(f, small), "eXIf", []byte("MM")))
	lim := DefaultLimits()
	lim.MaxDecodePixels = 1 << 16
	examiner := NewExaminer(lim)
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		file, report, err := OpenBytes(name, content, time.Time{}, lim)
		if err != nil {
			if file != nil || len(report.Problems) == 0 || err.Error() == "" {
				t.Fatal("a refusal without a problem")
			}
			return
		}
		if file.SHA256() != sha256.Sum256(content) || sniffContent(content).Media() != file.Media() {
			t.Fatal("accepted as something else")
		}
		full, err := examiner.Examine(t.Context(), file)
		if p, isProblem := errors.AsType[*Problem](err); isProblem && p.Code == Truncated && full.HasWarning(NoEndMark) {
			return
		}
		if err != nil || full.Preview != nil && len(full.Preview.Pix) != full.Preview.W*full.Preview.H {
			t.Fatalf("examined: %v", err)
		}
	})
}

// BenchmarkOpen and BenchmarkExamine look at what a phone makes: 12 megapixels.
func BenchmarkOpen(b *testing.B) {
	path := writeTemp(b, "a.jpg", asJPEG(b, card(4000, 3000)))
	for b.Loop() {
		f, _, err := Open(b.Context(), path, DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
	}
}

func BenchmarkExamine(b *testing.B) {
	content := asJPEG(b, card(4000, 3000))
	for b.Loop() {
		examineBytes(b, "a.jpg", content, Purpose{})
	}
}

func BenchmarkDecodeAlone(b *testing.B) {
	content := asJPEG(b, card(4000, 3000))
	for b.Loop() {
		if _, err := jpeg.Decode(bytes.NewReader(content)); err != nil {
			b.Fatal(err)
		}
	}
}
