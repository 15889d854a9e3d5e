package sample

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var drawnOnce = sync.OnceValue(Draw)

func sample(t *testing.T, name string) []byte {
	t.Helper()
	for _, s := range drawnOnce() {
		if s.Name == name {
			return s.Bytes
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

func decodeSample(t *testing.T, name string) *image.YCbCr {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(sample(t, name)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img.(*image.YCbCr)
}

// One picture of each kind is drawn again: drawing all of them twice is most of
// the time these tests take under the race detector.
func TestSamplesAreTheSameEachTime(t *testing.T) {
	for name, again := range map[string][]byte{
		"back.jpg": drawCardBack().encodeJPEG(90), "selfie.jpg": drawSelfie(0.32).encodeJPEG(92), "bill.pdf": billPDF(), "holiday.heic": heicHeader(),
	} {
		if !bytes.Equal(sample(t, name), again) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestSamplePicturesAreOfACamerasSize(t *testing.T) {
	for _, s := range drawnOnce() {
		if s.Media != "image/jpeg" {
			continue
		}
		size := decodeSample(t, s.Name).Bounds()
		if size.Dx() < 1000 || size.Dy() < 1000 || len(s.Bytes) < 100<<10 || len(s.Bytes) > 2<<20 {
			t.Errorf("%s: %v, %d bytes", s.Name, size.Size(), len(s.Bytes))
		}
	}
}

// sharpness is the variance of the Laplacian after halving twice, which is
// about the scale at which print is read.
func sharpness(p *image.YCbCr) float64 {
	w, h := p.Rect.Dx()/4, p.Rect.Dy()/4
	grey := func(x, y int) float64 {
		sum := 0
		for dy := range 4 {
			for dx := range 4 {
				sum += int(p.Y[p.YOffset(4*x+dx, 4*y+dy)])
			}
		}
		return float64(sum) / 16
	}
	var sum, squares, n float64
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			l := grey(x-1, y) + grey(x+1, y) + grey(x, y-1) + grey(x, y+1) - 4*grey(x, y)
			sum, squares, n = sum+l, squares+l*l, n+1
		}
	}
	return squares/n - sum/n*sum/n
}

func brightness(p *image.YCbCr) float64 {
	var sum float64
	for _, y := range p.Y {
		sum += float64(y)
	}
	return sum / float64(len(p.Y))
}

func TestSharpCardsAreFarFromTheBlurredOne(t *testing.T) {
	front, back := sharpness(decodeSample(t, "front.jpg")), sharpness(decodeSample(t, "back.jpg"))
	blurred := sharpness(decodeSample(t, "back-blur.jpg"))
	if front < 1000 || back < 1000 || blurred > 4 {
		t.Errorf("front %.0f, back %.0f, blurred %.1f", front, back, blurred)
	}
}

func TestSelfiesDifferInLightOnly(t *testing.T) {
	dim, bright := decodeSample(t, "selfie.jpg"), decodeSample(t, "selfie-2.jpg")
	if b := brightness(dim); b < 30 || b > 60 {
		t.Errorf("the dim selfie has a brightness of %.0f", b)
	}
	if b := brightness(bright); b < 110 || b > 190 {
		t.Errorf("the bright selfie has a brightness of %.0f", b)
	}
	// The face stands out from the hair at the size of a preview.
	for _, p := range []*image.YCbCr{dim, bright} {
		cheek, hair := p.Y[p.YOffset(600, 860)], p.Y[p.YOffset(600, 400)]
		if float64(cheek) < 2*float64(hair) {
			t.Errorf("cheek %d, hair %d", cheek, hair)
		}
	}
}

// difference is the mean difference of brightness.
func difference(a, b *image.YCbCr) float64 {
	var sum float64
	for i := range a.Y {
		d := float64(a.Y[i]) - float64(b.Y[i])
		sum += max(d, -d)
	}
	return sum / float64(len(a.Y))
}

func TestTheWrongBackIsTheFrontInOtherBytes(t *testing.T) {
	if bytes.Equal(sample(t, "front.jpg"), sample(t, "back-wrong.jpg")) {
		t.Error("the bytes are the same")
	}
	front := decodeSample(t, "front.jpg")
	if d := difference(front, decodeSample(t, "back-wrong.jpg")); d > 4 {
		t.Errorf("the pictures differ by %.1f", d)
	}
	if d := difference(front, decodeSample(t, "back.jpg")); d < 10 {
		t.Errorf("front and back differ by %.1f only", d)
	}
}

func TestCheckDigitsOfTheMachineLines(t *testing.T) {
	for i, line := range machineLines {
		if len(line) != 30 {
			t.Errorf("line %d has %d signs", i+1, len(line))
		}
	}
	one, two := machineLines[0], machineLines[1]
	for _, c := range []struct{ field, digit string }{
		{one[5:14], one[14:15]}, {two[0:6], two[6:7]}, {two[8:14], two[14:15]},
		{one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29:30]},
	} {
		if got := checkDigit(c.field); got != c.digit {
			t.Errorf("%s has the check digit %s, want %s", c.field, c.digit, got)
		}
	}
}

// checkDigit follows ICAO Doc 9303 part 3, section 4.9.
func checkDigit(field string) string {
	sum := 0
	for i := range len(field) {
		value := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", field[i])
		sum += max(value, 0) * []int{7, 3, 1}[i%3]
	}
	return strconv.Itoa(sum % 10)
}

func TestBillIsAWellFormedPDF(t *testing.T) {
	pdf := sample(t, "bill.pdf")
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(pdf, []byte("%%EOF\n")) {
		t.Fatal("head or end mark is missing")
	}
	last := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(pdf)
	table, _ := strconv.Atoi(string(last[1]))
	if !bytes.HasPrefix(pdf[table:], []byte("xref\n0 7\n")) {
		t.Fatal("startxref does not lead to the table of 7 entries")
	}
	rows := regexp.MustCompile(`(?m)^(\d{10}) \d{5} ([nf]) $`).FindAllSubmatch(pdf[table:], -1)
	if len(rows) != 7 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows[1:] {
		at, _ := strconv.Atoi(string(row[1]))
		if want := fmt.Sprintf("%d 0 obj\n", i+1); !bytes.HasPrefix(pdf[at:], []byte(want)) {
			t.Errorf("object %d is not where the table says", i+1)
		}
	}
	stream := regexp.MustCompile(`(?s)/Length (\d+) >>\nstream\n(.*)\nendstream`).FindSubmatch(pdf)
	if length, _ := strconv.Atoi(string(stream[1])); length != len(stream[2]) {
		t.Errorf("the stream has %d bytes and says %d", len(stream[2]), length)
	}
}

func TestHolidayIsAnHEICByItsHead(t *testing.T) {
	if got := string(sample(t, "holiday.heic")[:24]); got != "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" {
		t.Errorf("%q", got)
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		Draw()
	}
}
