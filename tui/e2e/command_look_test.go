package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// darkened is a picture with a tenth of its light.
func darkened(t *testing.T, picture []byte) []byte {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	dark := image.NewRGBA(img.Bounds())
	for y := range dark.Rect.Dy() {
		for x := range dark.Rect.Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			dark.Set(x, y, color.RGBA{uint8(r / 2570), uint8(g / 2570), uint8(b / 2570), 255})
		}
	}
	var w bytes.Buffer
	if err := jpeg.Encode(&w, dark, nil); err != nil {
		t.Fatal(err)
	}
	return padJPEG(w.Bytes())
}

// TestUploadLooksAtFilesAsTheWizardDoes proves that what the wizard warns of is on
// stderr and in the JSON, apart from the service's warnings, and that --strict sends
// nothing then.
func TestUploadLooksAtFilesAsTheWizardDoes(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		edit  func(t *testing.T, picture []byte) []byte
		codes []string
		texts []string
	}{
		"a good picture": {file: "ok.jpg"},
		"dark":           {file: "dark.jpg", edit: darkened, codes: []string{"not-sharp", "too-dark"}, texts: []string{"not sharp, dark"}},
		"a wrong ending": {file: "scan.png", codes: []string{"name-lies"}, texts: []string{"the name claims another type"}},
		"both":           {file: "dark.png", edit: darkened, codes: []string{"name-lies", "not-sharp", "too-dark"}, texts: []string{"the name claims another type, not sharp, dark"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg")
			content := sample(t, "front.jpg")
			if c.edit != nil {
				content = c.edit(t, sample(t, "selfie-2.jpg"))
			}
			args := uploadArgs(w.write(c.file, content, 0), w.file("back.jpg"), w.file("selfie-2.jpg"))
			code, list, errs := w.run(append(args, "--strict")...)
			var codes []string
			for _, f := range list[0].LocalWarnings {
				codes = append(codes, f.Code)
			}
			if strings.Join(codes, " ") != strings.Join(c.codes, " ") || len(list[0].Warnings) != 0 {
				t.Errorf("found %q, want %q", codes, c.codes)
			}
			for _, text := range c.texts {
				if !strings.Contains(errs, "dossier: identity.front: looked at here: ") || !strings.Contains(errs, text) {
					t.Errorf("%s\nlacks %q", errs, text)
				}
			}
			if len(c.codes) == 0 {
				if code != cli.ExitSuccess || len(w.service.Uploads()) != 3 {
					t.Fatalf("exit %d, %d uploads: %s", code, len(w.service.Uploads()), errs)
				}
				return
			}
			if code != cli.ExitLocalWarning || len(w.service.Uploads()) != 0 || w.service.Requests()["upload"] != 0 {
				t.Fatalf("strict: exit %d, %d uploads: %s", code, len(w.service.Uploads()), errs)
			}
			if list[1].LocalError == nil || list[1].LocalError.Code != "strict" || list[1].State != "failed" || list[1].Attempt != 0 {
				t.Errorf("strict: the back is %+v", list[1])
			}
			code, list, errs = w.run(args...)
			if code != cli.ExitSuccess || len(list[0].LocalWarnings) != len(c.codes) || len(w.service.Uploads()) != 3 {
				t.Errorf("without --strict: exit %d, %s: %s", code, states(list), errs)
			}
		})
	}
}

// TestUploadRefusesTheSamePictureTwice proves that of two sides with one picture
// neither is sent: nobody but a person knows which one is right.
func TestUploadRefusesTheSamePictureTwice(t *testing.T) {
	w := newWorld(t)
	w.drawSamples("front.jpg", "selfie-2.jpg")
	twin := w.write("b.jpg", sample(t, "front.jpg"), 0)
	code, list, errs := w.run(uploadArgs(w.file("front.jpg"), twin, w.file("selfie-2.jpg"))...)
	if code != cli.ExitFailure || states(list) != "identity.front failed, identity.back failed, selfie accepted" || len(w.service.Uploads()) != 1 {
		t.Fatalf("exit %d, %s: %s", code, states(list), errs)
	}
	for i, other := range []string{"identity.back", "identity.front"} {
		if f := list[i].LocalError; f == nil || f.Code != "same-picture" || !strings.Contains(f.Text, "given for "+other) {
			t.Errorf("%s: %+v", list[i].Slot, f)
		}
	}
}

// TestUploadASecondPictureForAnAcceptedSideIsNoSuccess proves that a run which was
// given a picture and could not send it does not end as if it had.
func TestUploadASecondPictureForAnAcceptedSideIsNoSuccess(t *testing.T) {
	w := newWorld(t)
	w.drawSamples("front.jpg", "back.jpg", "back-blur.jpg", "selfie-2.jpg")
	args := uploadArgs(w.file("front.jpg"), w.file("back.jpg"), w.file("selfie-2.jpg"))
	if code, _, errs := w.run(args...); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if code, _, errs := w.run(args...); code != cli.ExitSuccess || !strings.Contains(errs, "3 of 3 pictures accepted\n") {
		t.Fatalf("the same once more: exit %d: %s", code, errs)
	}
	code, list, errs := w.run(uploadArgs(w.file("front.jpg"), w.file("back.jpg"), w.file("back-blur.jpg"))...)
	if code != cli.ExitFailure || list[2].LocalError == nil || list[2].LocalError.Code != "not-wanted" || list[2].State != "accepted" {
		t.Errorf("another selfie: exit %d, %+v: %s", code, list[2], errs)
	}
	if err := os.Remove(w.file("back.jpg")); err != nil {
		t.Fatal(err)
	}
	code, list, errs = w.run(args...)
	if code != cli.ExitFailure || list[1].LocalError == nil || list[1].LocalError.Code != "not-found" {
		t.Errorf("a file that is gone: exit %d, %+v: %s", code, list[1], errs)
	}
	if n := len(w.service.Uploads()); n != 3 {
		t.Errorf("%d uploads", n)
	}
}
