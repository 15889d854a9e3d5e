package ocrb

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dossier/flows/intake/mrz"
)

var (
	passportWant = mrz.Zone{Format: mrz.TD3, Kind: mrz.Passport, Issuer: "UTO", Expires: mrz.Date{Year: 12, Month: 4, Day: 15}}
	cardWant     = mrz.Zone{Format: mrz.TD1, Kind: mrz.Card, Issuer: "UTO", Expires: mrz.Date{Year: 12, Month: 4, Day: 15}}
)

// pagesWith are documents of every format, each changed.
func pagesWith(change func(p *page)) map[string]page {
	list := map[string]page{
		"passport": passportPage(passportLines...), "card": cardPage(cardLines...), "visa": passportPage(visaLines...),
		"larger card": {lines: largeCard, widthMM: 105, heightMM: 74, long: 1600, share: 0.9, dim: 1},
	}
	for name, p := range list {
		change(&p)
		list[name] = p
	}
	return list
}

// A zone is read however the document lies in the picture, if its signs are plain enough.
func TestZonesAreRead(t *testing.T) {
	cases := map[string]func(p *page){
		"upright":       func(*page) {},
		"upside down":   func(p *page) { p.degrees = 180 },
		"tilted left":   func(p *page) { p.degrees = -8 },
		"tilted right":  func(p *page) { p.degrees = 8 },
		"on its side":   func(p *page) { p.degrees, p.share = 90, 0.7 },
		"the other way": func(p *page) { p.degrees, p.share = 272, 0.7 },
		"small":         func(p *page) { p.degrees, p.long = 2, 600 },
		"far away":      func(p *page) { p.degrees, p.share, p.blur = 2, 0.5, 1 },
		"blurred":       func(p *page) { p.degrees, p.blur = -2, 2.3 },
		"noisy":         func(p *page) { p.degrees, p.blur, p.noise = 1, 1, 30 },
		"in shadow":     func(p *page) { p.degrees, p.dim, p.noise = 1, 0.35, 5 },
	}
	for how, change := range cases {
		for name, p := range pagesWith(change) {
			r, ok := Read(p.draw())
			isSure := r.IsHeadSure || !strings.HasPrefix(how, "up") // tilted or soft signs may be unsure
			if !ok || !isSure || r.Issuer != "UTO" || r.Expires.Month == 0 {
				t.Errorf("%s, %s: %+v, %v", name, how, r, ok)
			}
		}
	}
}

// The pictures were made by ImageMagick's convert with Debian's fonts-ocr-b: in perspective,
// on a coloured ground, with noise, as a JPEG of quality 70 and 65.
func TestPicturesOfAnotherProgramAreRead(t *testing.T) {
	for name, want := range map[string]mrz.Zone{"passport.jpg": passportWant, "card.jpg": cardWant} {
		if r, ok := Read(load(t, name)); !ok || r.Zone != want || !r.IsHeadSure {
			t.Errorf("%s: %+v, %v", name, r, ok)
		}
	}
}

func load(t *testing.T, name string) *image.Gray {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	img, err := jpeg.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	return grey
}

// What cannot be read is not guessed: whatever the picture is like, the reading is right, or
// there is none. The same holds for an issuer that is said to be sure.
func TestAReadingIsRight(t *testing.T) {
	const rounds = 40
	random := rand.New(rand.NewPCG(11, 9303))
	read := 0
	for round := range rounds {
		expires := mrz.Date{Year: random.IntN(100), Month: 1 + random.IntN(12), Day: 1 + random.IntN(28)}
		issuer := []string{"AUS", "AUT", "DNK", "FRA", "GBR", "IRL", "ITA", "NLD", "UKR", "USA"}[random.IntN(10)]
		p := passportPage(passportOf(random, issuer, expires)...)
		p.long, p.share = 700+random.IntN(900), 0.5+0.5*random.Float64()
		p.degrees, p.blur, p.noise = 16*random.Float64()-8, 4*random.Float64(), 40*random.Float64()
		r, ok := Read(p.draw())
		if !ok {
			continue
		}
		read++
		if r.Expires != expires || r.IsHeadSure && r.Issuer != issuer {
			t.Errorf("round %d: read %+v, printed %v of %s", round, r, expires, issuer)
		}
	}
	t.Logf("%d of %d read", read, rounds)
	if read < rounds/4 {
		t.Error("hardly any was read")
	}
}

// passportOf is a zone as the rules of Doc 9303, part 4, make it.
func passportOf(random *rand.Rand, issuer string, expires mrz.Date) []string {
	withDigit := func(text string) string { return text + string(mrz.CheckDigit(text)) }
	number := make([]byte, 9)
	for i := range number {
		number[i] = Alphabet[random.IntN(36)]
	}
	second := withDigit(string(number)) + issuer + withDigit("740812") + "F" +
		withDigit(fmt.Sprintf("%02d%02d%02d", expires.Year, expires.Month, expires.Day)) + withDigit(strings.Repeat("<", 14))
	second += string(mrz.CheckDigit(second[:10] + second[13:20] + second[21:43]))
	return []string{"P<" + issuer + "SPECIMEN<<ANNA" + strings.Repeat("<", 25), second}
}

// Nothing is read where no zone is.
func TestNoZoneIsRead(t *testing.T) {
	text := "THE<QUICK<BROWN<FOX<JUMPS<OVER<THE<LAZY<DOG<"
	wrong := append([]string(nil), passportLines...)
	wrong[1] = strings.Replace(wrong[1], "120415", "130415", 1) // its check digit does not hold
	blank := image.NewGray(image.Rect(0, 0, 1600, 1200))
	draw.Draw(blank, blank.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	noise := image.NewGray(image.Rect(0, 0, 900, 700))
	random := rand.New(rand.NewPCG(3, 4))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(random.IntN(256))
	}
	for name, img := range map[string]*image.Gray{
		"a page of text":      passportPage(text, text, text).draw(),
		"a wrong check digit": passportPage(wrong...).draw(),
		"one line":            passportPage(passportLines[1]).draw(),
		"blank":               blank,
		"noise":               noise,
		"one pixel":           image.NewGray(image.Rect(0, 0, 1, 1)),
		"no pixel":            image.NewGray(image.Rect(0, 0, 0, 0)),
		"a thin one":          image.NewGray(image.Rect(0, 0, 3000, 1)),
	} {
		if r, ok := Read(img); ok {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for name, img := range map[string]*image.Gray{"passport": passportPage(passportLines...).draw(), "nothing": passportPage("", "").draw()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Read(img)
			}
		})
	}
}
