package intake

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// card draws something like an identity card on a table: a coloured card, a
// darker photo, and lines of text whose strokes are a few pixels wide.
func card(width, height int) *image.RGBA {
	small := image.NewRGBA(image.Rect(0, 0, 400, 400*height/width))
	fill(small, small.Rect, color.RGBA{96, 72, 48, 255})
	inner := small.Rect.Inset(24)
	fill(small, inner, color.RGBA{205, 222, 232, 255})
	fill(small, image.Rect(40, 60, 130, 170), color.RGBA{150, 110, 90, 255})
	pen := font.Drawer{Dst: small, Src: image.NewUniform(color.RGBA{20, 25, 40, 255}), Face: basicfont.Face7x13}
	for y := inner.Min.Y + 20; y < inner.Max.Y-8; y += 18 {
		pen.Dot = fixed.P(150, y)
		pen.DrawString("SPECIMEN 0123456789 ABCDEF")
	}
	big := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.NearestNeighbor.Scale(big, big.Rect, small, small.Rect, draw.Src, nil)
	return big
}

func fill(img *image.RGBA, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// blur puts a picture out of focus: three box blurs come close to a Gaussian.
func blur(img *image.RGBA, radius int) *image.RGBA {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(img.Rect)
	copy(out.Pix, img.Pix)
	for range 3 {
		for y := range height {
			boxBlur(out.Pix[y*out.Stride:], 4, width, radius)
		}
		for x := range width {
			boxBlur(out.Pix[4*x:], out.Stride, height, radius)
		}
	}
	return out
}

// boxBlur averages n pixels that lie step bytes apart with their neighbours.
func boxBlur(pix []uint8, step, n, radius int) {
	line := make([]int, n+1) // sums of all before
	for channel := range 3 {
		for i := range n {
			line[i+1] = line[i] + int(pix[i*step+channel])
		}
		for i := range n {
			from, to := max(0, i-radius), min(n, i+radius+1)
			pix[i*step+channel] = uint8((line[to] - line[from]) / (to - from))
		}
	}
}

// mapPixels changes every pixel.
func mapPixels(img *image.RGBA, change func(color.RGBA) color.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	for i := 0; i < len(img.Pix); i += 4 {
		c := change(color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]})
		out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return out
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chunk makes one PNG chunk with a true checksum.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngClaiming claims a size that it does not hold.
func pngClaiming(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 2, 0, 0, 0)
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header), chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1}), chunk("IEND", nil)}, nil)
}

// withChunk puts a chunk right after the header of a PNG.
func withChunk(file []byte, kind string, data []byte) []byte {
	const headerEnd = 8 + 25
	return bytes.Join([][]byte{file[:headerEnd], chunk(kind, data), file[headerEnd:]}, nil)
}

// withSegment puts a segment right after the start of a JPEG.
func withSegment(file []byte, marker byte, data []byte) []byte {
	head := []byte{0xff, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}
	return bytes.Join([][]byte{file[:2], head, data, file[2:]}, nil)
}

// exif makes an EXIF block with an orientation and, like a phone, a small
// picture of its own after it.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	tiff := []byte("MM")
	if order.String() == binary.LittleEndian.String() {
		tiff = []byte("II")
	}
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = append(order.AppendUint16(order.AppendUint16(tiff, 0x0100), 4), 0, 0, 0, 1, 0, 0, 0, 9)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x0112), 3), 1)
	tiff = append(order.AppendUint16(tiff, orientation), 0, 0)
	return append(append([]byte("Exif\x00\x00"), tiff...), "\xff\xd8\xff\xd9"...)
}

// jpegClaiming is a complete small JPEG whose frame header claims another size.
func jpegClaiming(t testing.TB, width, height uint16) []byte {
	file := bytes.Clone(asJPEG(t, card(400, 250)))
	frame := bytes.Index(file, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(file[frame+5:], height)
	binary.BigEndian.PutUint16(file[frame+7:], width)
	return file
}

// withByte changes one byte.
func withByte(file []byte, at int, b byte) []byte {
	changed := bytes.Clone(file)
	changed[at] = b
	return changed
}

// bill makes the text of a PDF with a classical table and the given entries in
// its trailer.
func bill(entries string) []byte {
	body := "%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\n"
	return []byte(body + "xref\n0 2\n" + strings.Repeat("0000000009 00000 n \n", 400) +
		"trailer\n<</Size 2 /Root 1 0 R " + entries + ">>\nstartxref\n" + itoa(len(body)) + "\n%%EOF\n")
}

func itoa(n int) string { return string(appendInt(nil, n)) }

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

// writeTemp puts a file into a fresh folder and returns its path.
func writeTemp(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// examineBytes examines a file in memory with the default limits.
func examineBytes(t testing.TB, name string, content []byte, want Purpose) Report {
	t.Helper()
	f, _, err := OpenBytes(name, content, time.Time{}, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	report, err := NewExaminer(DefaultLimits()).Examine(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return report.For(want)
}

// exifMark begins an EXIF block in a JPEG.
const exifMark = "Exif\x00\x00"
