package intake

import (
	"encoding/binary"
	"image"
	"image/color"
	"slices"
	"testing"

	"dossier/flows"
)

// The calibration: the threshold lies between a slight softness, as a cheap lens
// gives it, and a blur in which small print is lost, at several sizes.
func TestSharpnessTellsFocusFromBlur(t *testing.T) {
	for _, size := range []image.Point{{600, 400}, {1200, 800}} {
		drawn := card(size.X, size.Y)
		sharp := examineBytes(t, "a.jpg", asJPEG(t, drawn), Purpose{})
		soft := examineBytes(t, "a.jpg", asJPEG(t, blur(drawn, max(1, size.X/1200))), Purpose{})
		lost := examineBytes(t, "a.jpg", asJPEG(t, blur(drawn, max(3, size.X/300))), Purpose{})
		t.Logf("%v: sharp %.0f, soft %.0f, lost %.1f", size, sharp.Sharpness, soft.Sharpness, lost.Sharpness)
		if sharp.Sharpness < 10*leastSharp || soft.Sharpness < 1.5*leastSharp || soft.HasWarning(NotSharp) {
			t.Errorf("%v: sharp measures %.0f, soft %.0f", size, sharp.Sharpness, soft.Sharpness)
		}
		if lost.Sharpness > leastSharp/2 || !lost.HasWarning(NotSharp) {
			t.Errorf("%v: a blurred card measures %.1f", size, lost.Sharpness)
		}
	}
}

func TestLightAndColour(t *testing.T) {
	photo := card(600, 400)
	dim := func(c color.RGBA) color.RGBA { return color.RGBA{c.R / 5, c.G / 5, c.B / 5, 255} }
	washed := func(c color.RGBA) color.RGBA { return color.RGBA{240 + c.R/18, 240 + c.G/18, 240 + c.B/18, 255} }
	grey := func(c color.RGBA) color.RGBA {
		g := color.GrayModel.Convert(c).(color.Gray).Y
		return color.RGBA{g, g, g, 255}
	}
	fax := func(c color.RGBA) color.RGBA {
		if c.G > 100 {
			return color.RGBA{255, 255, 255, 255}
		}
		return color.RGBA{0, 0, 0, 255}
	}
	tests := []struct {
		name   string
		change func(color.RGBA) color.RGBA
		want   Purpose
		codes  []WarningCode
	}{
		{"as it is", func(c color.RGBA) color.RGBA { return c }, Purpose{}, nil},
		{"dark", dim, Purpose{}, []WarningCode{TooDark}},
		{"washed out", washed, Purpose{}, []WarningCode{NotSharp, TooBright, AlmostGrey}},
		{"grey", grey, Purpose{}, []WarningCode{AlmostGrey}},
		{"grey bill", grey, Purpose{Type: flows.UtilityBill}, nil},
		{"black and white", fax, Purpose{}, []WarningCode{BlackAndWhite}},
		{"black and white bill", fax, Purpose{Type: flows.UtilityBill}, nil},
	}
	for _, test := range tests {
		report := examineBytes(t, "a.jpg", asJPEG(t, mapPixels(photo, test.change)), test.want)
		if got := withoutSize(report); !slices.Equal(got, test.codes) {
			t.Errorf("%s: warnings %v, want %v (brightness %.0f)", test.name, got, test.codes, report.Brightness)
		}
	}
}

// A scanned letter is nearly all white; its ink shows that it is not washed out.
func TestWhiteLetterIsNotTooBright(t *testing.T) {
	letter := mapPixels(card(620, 877), func(c color.RGBA) color.RGBA {
		if c.R < 90 && c.B < 45 {
			return c
		}
		return color.RGBA{252, 252, 252, 255}
	})
	report := examineBytes(t, "a.png", asPNG(t, letter), Purpose{Type: flows.UtilityBill})
	if report.Brightness < mostBright || report.HasWarning(TooBright) {
		t.Errorf("brightness %.0f, warnings %v", report.Brightness, codes(report))
	}
}

// Pictures are measured at one scale, and every pixel takes part: of thin lines,
// one white in four, a quarter of the white must be left everywhere.
func TestNormalise(t *testing.T) {
	for size, want := range map[image.Point]image.Point{
		{4000, 100}: {1000, 25}, {100, 4000}: {25, 1000}, {2500, 100}: {1000, 40}, {1999, 2}: {1000, 1}, {999, 7}: {999, 7}, {1, 1}: {1, 1},
	} {
		img, err := normaliseSize(t.Context(), image.NewGray(image.Rectangle{Max: size}))
		if err != nil || img.Rect.Size() != want {
			t.Errorf("%v became %v", size, img.Rect.Size())
		}
	}
	lines := image.NewGray(image.Rect(0, 0, 4000, 8))
	for x := 0; x < 4000; x += 4 {
		for y := range 8 {
			lines.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	img, err := normaliseSize(t.Context(), lines)
	if err != nil {
		t.Fatal(err)
	}
	for x := range 1000 {
		if got := img.RGBAAt(x, 1); got != (color.RGBA{63, 63, 63, 255}) {
			t.Fatalf("column %d is %v", x, got)
		}
	}
}

func TestMeasuresOfPlainColour(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 200, 100))
	fill(img, img.Rect, color.RGBA{128, 128, 128, 255})
	m := measurePixels(img)
	if m.brightness != 128 || m.sharpness != 0 || m.spread != 0 {
		t.Errorf("plain grey measures %+v", m)
	}
}

// A checkerboard of single pixels has a known Laplacian: ±4·255 everywhere.
func TestLaplacianOfCheckerboard(t *testing.T) {
	grey := make([]uint8, 16*16)
	for i := range grey {
		grey[i] = uint8((i%16+i/16)%2) * 255
	}
	if got := laplacianVariance(grey, 16, 16); got != 1020*1020 {
		t.Errorf("variance %v", got)
	}
}

func TestTransparentPictureIsSeenOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	report := examineBytes(t, "a.png", asPNG(t, img), Purpose{})
	if report.Brightness != 255 || report.Preview.Pix[0] != (RGB{255, 255, 255}) {
		t.Errorf("brightness %v, first pixel %v", report.Brightness, report.Preview.Pix[0])
	}
}

// The EXIF standard says for each orientation on which side of the seen picture
// row 0 and column 0 of the stored one lie.
func TestPreviewIsUpright(t *testing.T) {
	red, blue := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}
	img := image.NewRGBA(image.Rect(0, 0, 400, 200))
	fill(img, img.Rect, color.White)
	fill(img, image.Rect(0, 0, 400, 40), red)
	fill(img, image.Rect(0, 40, 40, 200), blue)
	sides := []struct{ row0, column0 string }{
		{"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"},
		{"left", "top"}, {"right", "top"}, {"right", "bottom"}, {"left", "bottom"},
	}
	for i, want := range sides {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			file := withSegment(asJPEG(t, img), 0xe1, exif(order, uint16(i+1)))
			report := examineBytes(t, "a.jpg", file, Purpose{})
			p := report.Preview
			if got := sideOf(p, func(c RGB) bool { return c.R > 180 && c.B < 80 }); got != want.row0 {
				t.Errorf("orientation %d: row 0 is at the %s, want %s", i+1, got, want.row0)
			}
			if got := sideOf(p, func(c RGB) bool { return c.B > 180 && c.R < 80 }); got != want.column0 {
				t.Errorf("orientation %d: column 0 is at the %s, want %s", i+1, got, want.column0)
			}
			if report.HasWarning(SideWays) != (i > 0) || (p.W < p.H) != (i >= 4) {
				t.Errorf("orientation %d: warnings %v, preview %d×%d", i+1, codes(report), p.W, p.H)
			}
		}
	}
}

// sideOf names the edge whose middle has the colour.
func sideOf(p *Preview, is func(RGB) bool) string {
	at := func(x, y int) RGB { return p.Pix[y*p.W+x] }
	switch {
	case is(at(p.W/2, 1)):
		return "top"
	case is(at(p.W/2, p.H-2)):
		return "bottom"
	case is(at(1, p.H/2)):
		return "left"
	case is(at(p.W-2, p.H/2)):
		return "right"
	}
	return "none"
}

func TestPreviewIsSmallAndKeepsItsShape(t *testing.T) {
	for _, size := range []image.Point{{1500, 1000}, {200, 2000}, {150, 100}, {101, 4999}} {
		p := examineBytes(t, "a.png", asPNG(t, image.NewGray(image.Rectangle{Max: size})), Purpose{}).Preview
		if p.W > previewSide || p.H > previewSide || len(p.Pix) != p.W*p.H || (p.W > p.H) != (size.X > size.Y) {
			t.Errorf("%v: preview %d×%d with %d pixels", size, p.W, p.H, len(p.Pix))
		}
	}
}

// withoutSize leaves out that the drawings are small.
func withoutSize(r Report) []WarningCode {
	return slices.DeleteFunc(codes(r), func(c WarningCode) bool { return c == SmallPicture })
}

func codes(r Report) []WarningCode {
	var list []WarningCode
	for _, w := range r.Warnings {
		list = append(list, w.Code)
	}
	return list
}
