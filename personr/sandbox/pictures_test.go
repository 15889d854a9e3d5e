package sandbox_test

import (
	"encoding/binary"
	"image"
	"runtime"
	"slices"
	"testing"

	"dossier/personr/sandbox"
)

var bill = []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")

// The samples of a demonstration are judged alike each time, with room on both sides of the
// thresholds.
func TestSamplesAreFarFromTheThresholds(t *testing.T) {
	for name, c := range map[string]struct {
		img      image.Image
		min, max float64
	}{
		"front":        {card(1, true), 10 * sandbox.MinSharpness, 1e9},
		"back":         {card(2, false), 10 * sandbox.MinSharpness, 1e9},
		"blurred back": {blur(card(2, false), 6), 0, sandbox.MinSharpness / 4.0},
	} {
		m, err := sandbox.Measure(jpegOf(t, c.img, 90))
		if err != nil || m.Sharpness < c.min || m.Sharpness > c.max {
			t.Errorf("%s: sharpness %.1f, wanted %.0f to %.0f (%v)", name, m.Sharpness, c.min, c.max, err)
		}
	}
}

func TestJudge(t *testing.T) {
	cardJPEG := jpegOf(t, card(1, true), 90)
	for name, c := range map[string]struct {
		docType        string
		content        []byte
		errs, warnings string
	}{
		"sharp card":         {"ID_CARD", cardJPEG, "[]", "[]"},
		"sharp PNG":          {"PASSPORT", pngOf(t, card(3, true)), "[]", "[]"},
		"blurred card":       {"ID_CARD", jpegOf(t, blur(card(1, true), 6), 90), "[dataNotReadable]", "[]"},
		"dark card":          {"ID_CARD", pngOf(t, dim(card(1, true), 0.2)), "[]", "[dataReadability]"},
		"good selfie":        {"SELFIE", jpegOf(t, face(1), 90), "[]", "[]"},
		"soft good selfie":   {"SELFIE", jpegOf(t, blur(face(1), 6), 60), "[]", "[]"},
		"darkish selfie":     {"SELFIE", jpegOf(t, face(0.35), 90), "[]", "[badSelfie]"},
		"empty selfie":       {"SELFIE", pngOf(t, canvas(300, 300, 128)), "[selfieFaceBadQuality]", "[]"},
		"PDF bill":           {"UTILITY_BILL", bill, "[]", "[]"},
		"PDF passport":       {"PASSPORT", bill, "[]", "[dataReadability]"},
		"PDF with a mark":    {"UTILITY_BILL", append([]byte("\xef\xbb\xbf"), bill...), "[]", "[]"},
		"PDF after 1024":     {"UTILITY_BILL", append(make([]byte, 1024), bill...), "[]", "[]"},
		"PDF after 1025":     {"UTILITY_BILL", append(make([]byte, 1025), bill...), "[dataNotReadable]", "[]"},
		"PDF selfie":         {"SELFIE", bill, "[]", "[badSelfie]"},
		"cut JPEG":           {"PASSPORT", cardJPEG[:len(cardJPEG)/8], "[dataNotReadable]", "[]"},
		"one pixel":          {"PASSPORT", pngOf(t, canvas(1, 1, 9)), "[dataNotReadable]", "[]"},
		"too many pixels":    {"PASSPORT", giant(t), "[dataNotReadable]", "[]"},
		"grey scale picture": {"PASSPORT", jpegOf(t, grey(card(1, true)), 90), "[]", "[]"},
	} {
		errs, warnings, _ := sandbox.JudgePicture(c.docType, c.content)
		want(t, name+" errors", errs, c.errs)
		want(t, name+" warnings", warnings, c.warnings)
	}
}

func dim(m *image.RGBA, by float64) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = uint8(float64(v) * by)
		if i%4 == 3 {
			out.Pix[i] = 255
		}
	}
	return out
}

func grey(m *image.RGBA) *image.Gray {
	out := image.NewGray(m.Rect)
	for i := range out.Pix {
		out.Pix[i] = m.Pix[4*i]
	}
	return out
}

// giant claims 65,000 by 65,000 pixels in its header; decoding it would take gigabytes.
func giant(t *testing.T) []byte {
	b := slices.Clone(jpegOf(t, canvas(8, 8, 9), 90))
	for i := 0; i+9 < len(b); i++ {
		if b[i] == 0xff && b[i+1] == 0xc0 {
			binary.BigEndian.PutUint16(b[i+5:], 65000)
			binary.BigEndian.PutUint16(b[i+7:], 65000)
			return b
		}
	}
	t.Fatal("no frame header")
	return nil
}

func TestTooManyPixelsAreNotDecoded(t *testing.T) {
	content := giant(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	sandbox.JudgePicture("PASSPORT", content)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes were allocated for a header", got)
	}
}

func TestAnErrorOnOneSideWithdrawsTheOther(t *testing.T) {
	s, v := start(t, config())
	front, back := jpegOf(t, card(1, true), 90), jpegOf(t, card(2, false), 90)
	blurred := jpegOf(t, blur(card(2, false), 6), 90)

	errs, _ := upload(t, v, ann, "ID_CARD", "FRONT_SIDE", front)
	want(t, "front", errs, "[]")
	errs, _ = upload(t, v, ann, "ID_CARD", "BACK_SIDE", blurred)
	want(t, "blurred back", errs, "[dataNotReadable]")
	want(t, "front is withdrawn", s.Uploads()[0].SetAside, true)
	errs, _ = upload(t, v, ann, "ID_CARD", "BACK_SIDE", back)
	want(t, "back without front", errs, "[shouldBeDoubleSided]")
	errs, _ = upload(t, v, ann, "ID_CARD", "FRONT_SIDE", front)
	want(t, "the same front again", errs, "[]")
	upload(t, v, ann, "ID_CARD", "BACK_SIDE", back)
	got := s.UploadsOf(ann)
	want(t, "the back that came too early may come again", got[4].Accepted, true)
	want(t, "the new front stands", got[3].SetAside, false)
}

func TestOneSidedDocumentsKeepTheirPicture(t *testing.T) {
	s, v := start(t, config())
	upload(t, v, ann, "PASSPORT", "FRONT_SIDE", jpegOf(t, card(1, true), 90))
	upload(t, v, ann, "PASSPORT", "FRONT_SIDE", jpegOf(t, blur(card(1, true), 6), 90))
	want(t, "first passport withdrawn", s.Uploads()[0].SetAside, false)
}

func TestSameSides(t *testing.T) {
	for name, quality := range map[string]int{"same file": 90, "same picture in another encoding": 70} {
		_, v := start(t, config())
		upload(t, v, ann, "DRIVERS", "FRONT_SIDE", jpegOf(t, card(1, true), 90))
		errs, _ := upload(t, v, ann, "DRIVERS", "BACK_SIDE", jpegOf(t, card(1, true), quality))
		want(t, name, errs, "[sameSides]")
		errs, _ = upload(t, v, ann, "DRIVERS", "FRONT_SIDE", jpegOf(t, card(1, true), 90))
		want(t, name+": the front is not to blame", errs, "[]")
	}
}

func TestDeclinedPictureStaysDeclined(t *testing.T) {
	_, v := start(t, config())
	blurred := jpegOf(t, blur(card(1, true), 6), 90)
	upload(t, v, ann, "PASSPORT", "FRONT_SIDE", blurred)
	errs, _ := upload(t, v, ann, "PASSPORT", "FRONT_SIDE", blurred)
	want(t, "second time", errs, "[documentDeclinedBefore]")
	errs, _ = upload(t, v, bob, "PASSPORT", "FRONT_SIDE", blurred)
	want(t, "another applicant", errs, "[dataNotReadable]")
}

func TestRemarksAreReportedForFourAttempts(t *testing.T) {
	s, v := start(t, config())
	for i := range 6 {
		errs, _ := upload(t, v, ann, "PASSPORT", "FRONT_SIDE", jpegOf(t, blur(card(uint64(i), true), 6), 90))
		want(t, "reported", len(errs) > 0, i < sandbox.ReportedAttempts)
		want(t, "judged all the same", s.Uploads()[i].Accepted, false)
	}
	errs, _ := upload(t, v, ann, "SELFIE", nil, pngOf(t, canvas(99, 99, 5)))
	want(t, "another document is counted by itself", errs, "[selfieFaceBadQuality]")
}

func TestBlindTakesAnything(t *testing.T) {
	cfg := config()
	cfg.Blind = true
	_, v := start(t, cfg)
	errs, warnings := upload(t, v, ann, "PASSPORT", "FRONT_SIDE", []byte("\x89PNG\r\n\x1a\n"))
	want(t, "remarks", append(errs, warnings...), "[]")
}
