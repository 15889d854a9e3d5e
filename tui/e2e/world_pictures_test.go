package e2e

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/draw"

	drawn "dossier/assets/sample"
	"dossier/flows/intake"
)

// wholeSamples are the program's own sample pictures, drawn once.
var wholeSamples = sync.OnceValue(drawn.Draw)

// samples are the program's own sample pictures, at a quarter of their size: these tests
// look at them some thousand times. What is found in them is the same.
var samples = sync.OnceValue(func() []drawn.File {
	list := slices.Clone(wholeSamples())
	for i, s := range list {
		if s.Media == "image/jpeg" {
			list[i].Bytes = padJPEG(shrinkJPEG(s.Bytes, 4))
		}
	}
	return list
})

// padJPEG adds 100 kB of comments: a small picture in a small file is warned about.
func padJPEG(picture []byte) []byte {
	comment := segment(jpegComment, strings.Repeat("x", 50_000))
	return withSegments(picture, comment, comment)
}

// shrinkJPEG is a picture at a part of its width and height. It takes single pixels: an
// average would take the grain away, by which a dark picture is known to be sharp.
func shrinkJPEG(picture []byte, by int) []byte {
	img, err := jpeg.Decode(bytes.NewReader(picture))
	if err != nil {
		panic(err)
	}
	small := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx()/by, img.Bounds().Dy()/by))
	draw.NearestNeighbor.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	_ = jpeg.Encode(&out, small, &jpeg.Options{Quality: 95}) // a buffer does not fail
	return out.Bytes()
}

// TestSamplesKeepTheirFindings holds that the small samples are found to be what the
// program's own are.
func TestSamplesKeepTheirFindings(t *testing.T) {
	small := samples()
	for i, s := range wholeSamples() {
		if s.Media != "image/jpeg" {
			continue
		}
		if got, want := findings(t, small[i].Bytes), findings(t, s.Bytes); !slices.Equal(got, want) {
			t.Errorf("%s: small %v, whole %v", s.Name, got, want)
		}
	}
}

func findings(t *testing.T, content []byte) []intake.Warning {
	t.Helper()
	file, _, err := intake.OpenBytes("a.jpg", content, time.Now(), intake.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	report, err := intake.NewExaminer(intake.DefaultLimits()).Examine(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return report.Warnings
}

// drawPictures puts pictures of the given names into the home, the first one newest.
// They are small and noisy: good enough for the checks, quick to look at.
func (w *world) drawPictures(names ...string) {
	w.t.Helper()
	for i, name := range names {
		w.write(name, noise(name), time.Duration(i+1)*time.Minute)
	}
}

// drawSamples puts the program's own sample pictures into the home: those of the
// given names, or all.
func (w *world) drawSamples(names ...string) {
	w.t.Helper()
	if len(names) == 0 {
		for _, s := range samples() {
			names = append(names, s.Name)
		}
	}
	for i, name := range names {
		w.write(name, sample(w.t, name), time.Duration(i+1)*time.Minute)
	}
}

// sample is one of the program's own sample pictures: the first of the names
// that is not empty.
func sample(t *testing.T, names ...string) []byte {
	t.Helper()
	name := cmp.Or(names...)
	for _, s := range samples() {
		if s.Name == name {
			return s.Bytes
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

// file is the path of a file in the home.
func (w *world) file(name string) string { return filepath.Join(w.home, name) }

// write puts a file of some age into the home and returns its path.
func (w *world) write(name string, content []byte, age time.Duration) string {
	w.t.Helper()
	at := time.Now().Add(-age)
	if err := os.WriteFile(w.file(name), content, 0o600); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Chtimes(w.file(name), at, at); err != nil {
		w.t.Fatal(err)
	}
	return w.file(name)
}

// noise is a picture that depends on its name alone.
func noise(name string) []byte { return noiseOf(name, 360, 240) }

func noiseOf(name string, width, height int) []byte {
	seed := sha256.Sum256([]byte(name))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	_, _ = mathrand.NewChaCha8(seed).Read(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, img, &jpeg.Options{Quality: 100}) // a buffer does not fail
	return out.Bytes()
}

// largeNoise is large enough that its transfer takes some time.
var largeNoise = sync.OnceValue(func() []byte { return noiseOf("large", 480, 360) })

// withSegments puts segments into a JPEG, after its first marker (ITU-T T.81,
// B.1.1.3).
func withSegments(picture []byte, segments ...[]byte) []byte {
	return slices.Concat(picture[:2], slices.Concat(segments...), picture[2:])
}

// segment is one segment of a JPEG.
func segment(marker byte, content string) []byte {
	size := len(content) + 2
	return append([]byte{0xff, marker, byte(size >> 8), byte(size)}, content...)
}

// jpegComment is the marker of a comment (ITU-T T.81, table B.1).
const jpegComment = 0xfe

// drawUnique writes three pictures that no other upload has, and returns their
// paths by slot.
func drawUnique(dir string, number int64) (map[string]string, error) {
	files := map[string]string{}
	for _, slot := range []string{"identity.front", "identity.back", "selfie"} {
		files[slot] = filepath.Join(dir, fmt.Sprintf("%d-%s.jpg", number, slot))
		unique := withSegments(largeNoise(), segment(jpegComment, files[slot]))
		if err := os.WriteFile(files[slot], unique, 0o600); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// uploadsText are the uploads in words: "ID_CARD FRONT_SIDE AUS front.jpg", the file
// recognised by its bytes.
func (w *world) uploadsText() string {
	names := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(w.home, "*"))
	for _, f := range files {
		if content, err := os.ReadFile(f); err == nil {
			sum := sha256.Sum256(content)
			names[hex.EncodeToString(sum[:])] = filepath.Base(f)
		}
	}
	var words []string
	for _, u := range w.service.Uploads() {
		name := cmp.Or(names[u.SHA256], "UNKNOWN BYTES")
		words = append(words, strings.Join(strings.Fields(u.DocType+" "+u.SubType+" "+u.Country+" "+name), " "))
	}
	return strings.Join(words, ", ")
}
