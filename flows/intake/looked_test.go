package intake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// Whether pixels are missing shows only when they are decoded: a maker's trailer looks
// like pixels. What is not missing is drawn.
func TestLookTellsMissingPixelsFromAMissingMark(t *testing.T) {
	photo, scan := asJPEG(t, card(400, 300)), asPNG(t, card(400, 300))
	bare := photo[:len(photo)-2]
	noise := make([]byte, 4096) // with any marker in it
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	noise = append(noise, "\xff\xc4\x00\x04no\xff\x02\x00\x02\xff\xe1\x00\x04no"...)
	tests := map[string]struct {
		content []byte
		cut     bool
	}{
		"no end mark":              {bare, false},
		"trailer":                  {join(bare, make([]byte, 10), []byte("SEFHk\x00\x00\x00SEFT")), false},
		"trailer of noise":         {join(bare, noise), false},
		"trailer with a picture":   {join(bare, []byte("SEFT"), photo), false},
		"thumbnail":                {withSegment(bare, 0xe1, exif(binary.BigEndian, 1)), false},
		"cut":                      {photo[:len(photo)*2/3], true},
		"cut near the end":         {photo[:len(photo)-40], true},
		"cut, trailer":             {join(photo[:len(photo)*2/3], []byte("SEFT"), photo), true},
		"cut with thumbnail":       {withSegment(photo[:len(photo)*2/3], 0xe1, exif(binary.BigEndian, 1)), true},
		"PNG without mark":         {scan[:len(scan)-12], false},
		"PNG with half a mark":     {scan[:len(scan)-5], false},
		"PNG with other ending":    {join(scan[:len(scan)-12], []byte("12345678901234567")), false},
		"PNG that lost its pixels": {withoutPixels(scan), true},
	}
	for name, test := range tests {
		f, _, err := OpenBytes("a.jpg", test.content, time.Time{}, DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		report, err := NewExaminer(DefaultLimits()).Examine(t.Context(), f)
		p, isProblem := errors.AsType[*Problem](err)
		switch {
		case !report.HasWarning(NoEndMark):
			t.Errorf("%s: warnings %v", name, codes(report))
		case test.cut && (!isProblem || p.Code != Truncated || len(report.Problems) != 1 || report.Preview != nil):
			t.Errorf("%s: got %v, preview %v", name, err, report.Preview != nil)
		case !test.cut && (err != nil || report.Preview == nil):
			t.Errorf("%s: got %v, preview %v", name, err, report.Preview != nil)
		}
	}
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// withoutPixels empties the chunks of pixels of a PNG and takes its end.
func withoutPixels(scan []byte) []byte {
	at := bytes.Index(scan, []byte("IDAT")) - 4
	return join(scan[:at], chunk("IDAT", scan[at+8:at+8+20]))
}

// What stands between the segments and is no picture does not hinder the look.
func TestLookPassesOverWhatIsNoPicture(t *testing.T) {
	photo, scan := asJPEG(t, card(400, 300)), asPNG(t, card(400, 300))
	table := bytes.Index(photo, []byte{0xff, 0xc4})
	tests := map[string][]byte{
		"3 MiB of notes":      withSegments(photo, 48),
		"stray bytes":         join(photo[:table], []byte{0, 0, 0}, photo[table:]),
		"stray text":          join(photo[:table], []byte("hello"), photo[table:]),
		"stray stuffed bytes": join(photo[:table], []byte{0xff, 0, 0xff, 0}, photo[table:]),
		"fill bytes":          join(photo[:table], bytes.Repeat([]byte{0xff}, 1000), photo[table:]),
		"a second beginning":  join(photo[:table], []byte{0xff, 0xd8}, photo[table:]),
		"reserved segment":    withSegment(photo, 0x02, []byte("abc")),
		"JPEG-LS's segment":   withSegment(photo, 0xf8, []byte("abc")),
		"expand segment":      withSegment(photo, 0xdf, []byte{0x11}),
		"broken EXIF":         withSegment(photo, 0xe1, []byte(exifMark)),
		"after the end":       join(photo, photo, []byte("film")),
		"PNG, broken note":    join(scan[:33], []byte("\x00\x00\x00\x01tEXtxbad!"), scan[33:]),
		"PNG, unknown chunk":  withChunk(scan, "prVt", make([]byte, 70_000)),
		"PNG, after the end":  join(scan, []byte("film")),
		"PNG, broken profile": withChunk(scan, "iCCP", []byte("nonsense")),
	}
	for name, content := range tests {
		report := examineBytes(t, "a", content, Purpose{})
		if report.Preview == nil || len(withoutSize(report)) > 0 {
			t.Errorf("%s: drawn %v, warnings %v", name, report.Preview != nil, codes(report))
		}
	}
}

// A PNG may say how it is turned before its pixels or after them.
func TestPNGOrientation(t *testing.T) {
	scan, turned := asPNG(t, card(400, 200)), exif(binary.LittleEndian, 6)
	tests := map[string][]byte{
		"before": withChunk(scan, "eXIf", turned[len(exifMark):]),
		"after":  join(scan[:len(scan)-12], chunk("eXIf", turned[len(exifMark):]), scan[len(scan)-12:]),
		"prefix": withChunk(scan, "eXIf", turned),
	}
	for name, content := range tests {
		report := examineBytes(t, "a.png", content, Purpose{})
		if !report.HasWarning(SideWays) || report.Preview == nil || report.Preview.W >= report.Preview.H {
			t.Errorf("%s: warnings %v", name, codes(report))
		}
	}
}
