package sandbox_test

import (
	"bytes"
	"testing"

	"dossier/personr/sandbox"
)

// What the decoder lacks is no fault of the picture; what is missing from it is.
func TestOnlyWhatIsPlainlyBrokenIsNotReadable(t *testing.T) {
	photo, scan := jpegOf(t, card(1, true), 90), pngOf(t, card(1, true))
	blurred := jpegOf(t, blur(card(1, true), 6), 90)
	bare := photo[:len(photo)-2]
	trailer := append(make([]byte, 10), "SEFHk\x00\x00\x00SEFT"...)
	for name, c := range map[string]struct {
		content    []byte
		errs       string
		isMeasured bool
	}{
		"sampled as the decoder cannot":  {withSampling(t, photo), "[]", false},
		"arithmetic coding":              {withFrame(t, photo, 0xc9), "[]", false},
		"lossless":                       {withFrame(t, photo, 0xc3), "[]", false},
		"damaged pixels, whole":          {append(cut(photo, 2), "\xff\xd9"...), "[]", false},
		"damaged pixels of a PNG, whole": {withZeroes(scan, "IDAT"), "[]", false},
		"no end mark":                    {bare, "[]", true},
		"a trailer for an end":           {append(bytes.Clone(bare), trailer...), "[]", true},
		"a trailer after a blurred one":  {append(bytes.Clone(blurred[:len(blurred)-2]), trailer...), "[dataNotReadable]", true},
		"stray bytes between segments":   {insert(photo, "\xff\xc4", 0, 0, 0), "[]", true},
		"PNG without its end":            {scan[:len(scan)-12], "[]", true},
		"cut":                            {cut(photo, 2), "[dataNotReadable]", false},
		"cut, with a trailer":            {append(cut(photo, 2), trailer...), "[dataNotReadable]", false},
		"cut in the header":              {photo[:100], "[dataNotReadable]", false},
		"a length that is none":          {insert(photo, "\xff\xc4", 0xff, 0xe3, 0, 1), "[dataNotReadable]", false},
		"sampled, then cut":              {cut(withSampling(t, photo), 2), "[dataNotReadable]", false},
		"first bytes only":               {photo[:3], "[dataNotReadable]", false},
		"no frame":                       {[]byte("\xff\xd8\xff\xda\x00\x02....\xff\xd9"), "[dataNotReadable]", false},
		"no pixels":                      {[]byte("\xff\xd8\xff\xe0\x00\x02\xff\xd9"), "[dataNotReadable]", false},
		"PNG cut":                        {cut(scan, 2), "[dataNotReadable]", false},
		"PNG with a damaged header":      {withZeroes(scan, "IHDR"), "[dataNotReadable]", false},
		"PNG without pixels":             {append(bytes.Clone(scan[:33]), scan[len(scan)-12:]...), "[dataNotReadable]", false},
		"first bytes of a PNG only":      {scan[:8], "[dataNotReadable]", false},
	} {
		errs, warnings, measures := sandbox.JudgePicture("PASSPORT", c.content)
		want(t, name+" errors", errs, c.errs)
		want(t, name+" warnings", warnings, "[]")
		want(t, name+" measured", measures != nil, c.isMeasured)
	}
}

// Two sides that cannot be measured are the same only where their bytes are.
func TestUnmeasuredSidesAreComparedByTheirBytes(t *testing.T) {
	_, v := start(t, config())
	front, back := withSampling(t, jpegOf(t, card(1, true), 90)), withSampling(t, jpegOf(t, card(2, false), 90))
	errs, _ := upload(t, v, ann, "ID_CARD", "FRONT_SIDE", front)
	want(t, "front", errs, "[]")
	errs, _ = upload(t, v, ann, "ID_CARD", "BACK_SIDE", back)
	want(t, "back", errs, "[]")
	errs, _ = upload(t, v, ann, "ID_CARD", "BACK_SIDE", front)
	want(t, "the front again", errs, "[sameSides]")
}

// A picture over the limit is refused also where the decoder would not have tried.
func TestUndecodableGiantIsNotReadable(t *testing.T) {
	errs, _, _ := sandbox.JudgePicture("PASSPORT", withSampling(t, giant(t)))
	want(t, "errors", errs, "[dataNotReadable]")
}

func cut(content []byte, by int) []byte { return bytes.Clone(content[:len(content)/by]) }

// frameAt is where the frame header of a JPEG of the standard encoder begins.
func frameAt(t *testing.T, photo []byte) int {
	t.Helper()
	at := bytes.Index(photo, []byte("\xff\xc0"))
	if at < 0 {
		t.Fatal("no frame header")
	}
	return at
}

// withFrame makes the frame one of another kind (T.81, table B.1).
func withFrame(t *testing.T, photo []byte, marker byte) []byte {
	photo = bytes.Clone(photo)
	photo[frameAt(t, photo)+1] = marker
	return photo
}

// withSampling claims the sampling 1x1,2x1,2x1, which the standard decoder lacks.
func withSampling(t *testing.T, photo []byte) []byte {
	photo = bytes.Clone(photo)
	components := frameAt(t, photo) + 10
	for i, sampling := range []byte{0x11, 0x21, 0x21} {
		photo[components+3*i+1] = sampling
	}
	return photo
}

// withZeroes overwrites the first four bytes of a chunk's data.
func withZeroes(scan []byte, kind string) []byte {
	scan = bytes.Clone(scan)
	copy(scan[bytes.Index(scan, []byte(kind))+4:], make([]byte, 4))
	return scan
}

// insert puts bytes before the first place of a marker.
func insert(content []byte, before string, more ...byte) []byte {
	at := bytes.Index(content, []byte(before))
	return append(append(bytes.Clone(content[:at]), more...), content[at:]...)
}
