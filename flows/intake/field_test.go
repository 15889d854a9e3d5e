package intake

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
	"time"
)

// fieldFiles are what public reports about other programs describe. Every common viewer
// opens all of them.
func fieldFiles(t testing.TB) map[string][]byte {
	jpg := withSegment(asJPEG(t, card(1000, 640)), 0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"))
	png := asPNG(t, card(1000, 640))
	table := bytes.Index(jpg, []byte{0xff, 0xdb})
	trailer := make([]byte, 3000)
	for i := range trailer {
		trailer[i] = byte(i % 255)
	}
	pictures, documents := readCorpus(t, "pictures.zip"), readCorpus(t, "documents.zip")
	pdf := documents["cairo.pdf"]
	return map[string][]byte{
		"portrait-mode.jpg":      join(jpg[:2], extendedXMP(1_600_000), jpg[2:]),
		"subsampling.jpg":        pictures["cjpeg-sample-1x1-2x1-2x1.jpg"],
		"stray-bytes.jpg":        join(jpg[:table], []byte{0, 0, 0}, jpg[table:]),
		"panorama.jpg":           join(jpg[:len(jpg)-2], make([]byte, 10), []byte("SEFHk\x00\x00\x00SEFT"), trailer),
		"stored-on-its-side.png": join(png[:33], chunk("eXIf", exif(binary.BigEndian, 6)[len(exifMark):]), png[33:]),
		"byte-order-mark.pdf":    join([]byte("\xef\xbb\xbf"), pdf),
		"padded.pdf":             join(pdf, make([]byte, 5000)),
		"owner-password.pdf":     documents["qpdf-256-owner.pdf"],
		"IMG_1259.HEIC":          jpg,
	}
}

// extendedXMP is n bytes of a note in as many segments as it needs, as phones put it
// before the picture.
func extendedXMP(n int) []byte {
	note := base64.StdEncoding.AppendEncode(nil, make([]byte, n*3/4))
	var all []byte
	for at := 0; at < len(note); at += 65_000 {
		head := "http://ns.adobe.com/xmp/extension/\x00" + strings.Repeat("0", 40)
		part := join([]byte(head), note[at:min(at+65_000, len(note))])
		all = append(binary.BigEndian.AppendUint16(append(all, 0xff, 0xe1), uint16(len(part)+2)), part...)
	}
	return all
}

func TestFieldFiles(t *testing.T) {
	verdicts := map[string]string{
		"portrait-mode.jpg":      "drawn",
		"subsampling.jpg":        notDrawn,
		"stray-bytes.jpg":        "drawn",
		"panorama.jpg":           noMark,
		"stored-on-its-side.png": turned,
		"byte-order-mark.pdf":    "accepted",
		"padded.pdf":             "accepted",
		"owner-password.pdf":     noPrinting,
		"IMG_1259.HEIC":          "drawn; the name claims another type",
	}
	checkCorpus(t, fieldFiles(t), verdicts, "")
}

// A picture that is stored on its side is seen upright: as high as it is stored wide.
func TestStoredOnItsSideIsSeenUpright(t *testing.T) {
	report := examineBytes(t, "a.png", fieldFiles(t)["stored-on-its-side.png"], Purpose{})
	if report.Width != 1000 || report.Preview.H <= report.Preview.W {
		t.Errorf("stored %d wide, drawn %d×%d", report.Width, report.Preview.W, report.Preview.H)
	}
}

// The type, and with it the ending that is sent, follows the content.
func TestTypeFollowsTheContent(t *testing.T) {
	files := fieldFiles(t)
	for name, want := range map[string]string{"IMG_1259.HEIC": ".jpg", "stored-on-its-side.png": ".png", "byte-order-mark.pdf": ".pdf"} {
		f, report, err := OpenBytes(name, files[name], time.Time{}, DefaultLimits())
		if err != nil || report.Media.Ext() != want || f.Media().Ext() != want {
			t.Errorf("%s: %q, %v", name, report.Media, err)
		}
	}
}
