package demo

import (
	"bytes"
	"crypto/sha256"
	"image"
	_ "image/jpeg"
	"testing"

	"dossier/assets/sample"
)

// TestAnOwnerChangesTheBytesAndNotThePicture proves that no two applicants have the
// same file, and that every JPEG still shows the same pixels.
func TestAnOwnerChangesTheBytesAndNotThePicture(t *testing.T) {
	seen := map[[sha256.Size]byte]string{}
	samples := addSpareSelfie(sample.Draw())
	for _, a := range applicants {
		for _, s := range samples {
			own := embedOwner(a.NameFirst+" "+s.Name, s.Bytes)
			if bytes.Equal(own, s.Bytes) {
				continue // a kind that holds no comment
			}
			if other := seen[sha256.Sum256(own)]; other != "" {
				t.Errorf("%s of %s is the file %s", s.Name, a.NameFirst, other)
			}
			seen[sha256.Sum256(own)] = a.NameFirst + " " + s.Name
			if bytes.HasPrefix(own, []byte{0xff, 0xd8}) && !samePixels(t, own, s.Bytes) {
				t.Errorf("%s of %s shows another picture", s.Name, a.NameFirst)
			}
		}
	}
	if len(seen) < 4*len(applicants) {
		t.Errorf("only %d pictures have an owner", len(seen))
	}
}

func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	return bytes.Equal(pixels(t, a), pixels(t, b))
}

func pixels(t *testing.T, picture []byte) []byte {
	t.Helper()
	decoded, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	ycc, ok := decoded.(*image.YCbCr)
	if !ok {
		t.Fatalf("a %T", decoded)
	}
	return append(append(bytes.Clone(ycc.Y), ycc.Cb...), ycc.Cr...)
}

// TestWhatIsNoPictureStays proves that other kinds of files are not touched.
func TestWhatIsNoPictureStays(t *testing.T) {
	if got := embedOwner("Anna", []byte("\x00\x00\x00\x18ftypheic")); string(got) != "\x00\x00\x00\x18ftypheic" {
		t.Errorf("%q", got)
	}
	if got := embedOwner("Anna", []byte("%PDF-1.4\n")); string(got) != "%PDF-1.4\n%Anna\n" {
		t.Errorf("%q", got)
	}
}

// TestAnUnknownApplicantHasNoFolder proves that the file list then begins in the
// folder of all pictures.
func TestAnUnknownApplicantHasNoFolder(t *testing.T) {
	if got := samplesFolder("1x1"); got != "" {
		t.Errorf("%q", got)
	}
	if got := samplesFolder(applicants[0].ID); got != "anna" {
		t.Errorf("%q", got)
	}
}
