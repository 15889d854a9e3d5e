package ocrb

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// page is how a document is photographed.
type page struct {
	lines    []string
	widthMM  float64 // 125 for a passport's page, 85.6 for a card
	heightMM float64
	long     int     // pixels of the picture's long side
	share    float64 // of the picture's width that the document takes
	degrees  float64 // by which it is turned
	noise    float64 // standard deviation of the grey
	blur     float64 // pixels
	dim      float64 // how bright the right edge is, of 1
}

func passportPage(lines ...string) page {
	return page{lines: lines, widthMM: 125, heightMM: 88, long: 1600, share: 0.95, dim: 1}
}

func cardPage(lines ...string) page {
	return page{lines: lines, widthMM: 85.6, heightMM: 54, long: 1600, share: 0.95, dim: 1}
}

// draw draws the page: a pale pattern as security printing has it, some words, and the zone
// in its place (Doc 9303, parts 4 and 5: the lines' middle is about 9 and 15 mm above the
// lower edge, 6.35 mm apart).
func (p page) draw() *image.Gray {
	const scale = 12 // dots per mm
	document := image.NewGray(image.Rect(0, 0, int(p.widthMM*scale), int(p.heightMM*scale)))
	for y := range document.Rect.Dy() {
		for x := range document.Rect.Dx() {
			wave := 12 * math.Sin(float64(x)/9+6*math.Sin(float64(y)/70))
			document.SetGray(x, y, color.Gray{uint8(222 + wave)})
		}
	}
	for i, words := range []string{"UTOPIA", "SURNAME", "GIVEN<NAMES", "2<NOV<1974"} {
		drawText(document, int(p.widthMM*scale*0.4), (12+8*i)*scale, 2*scale, words)
	}
	left := (p.widthMM - 2.54*float64(len(p.lines[0]))) / 2
	for i, text := range p.lines {
		fromBottom := 8.4 + 6.35*float64(len(p.lines)-1-i)
		drawText(document, int(left*scale), int((p.heightMM-fromBottom)*scale), 2.54*scale, text)
	}
	return p.photograph(document)
}

// drawText prints text whose first place begins at x, and whose middle is at y.
func drawText(img *image.Gray, x, y int, pitch float64, text string) {
	for i, r := range text {
		ink := inkOf(r, int(pitch))
		left, top := x+int(float64(i)*pitch), y-ink.Rect.Dy()/2
		for py := range ink.Rect.Dy() {
			for px := range ink.Rect.Dx() {
				v := int(ink.Pix[py*ink.Stride+px])
				paper := int(img.GrayAt(left+px, top+py).Y)
				img.SetGray(left+px, top+py, color.Gray{uint8(paper - (255-v)*(paper-35)/255)})
			}
		}
	}
}

type inkKey struct {
	sign  rune
	width int
}

var inks sync.Map // inkKey to *image.Gray

// inkOf is a sign of the sheet at a width in dots.
func inkOf(r rune, width int) *image.Gray {
	key := inkKey{r, width}
	if known, ok := inks.Load(key); ok {
		return known.(*image.Gray)
	}
	from := sheet()
	at := strings.IndexRune(Alphabet, r) * signWidth * sheetScale
	small := image.NewGray(image.Rect(0, 0, width, width*signHeight/signWidth))
	draw.CatmullRom.Scale(small, small.Rect, from, image.Rect(at, 0, at+signWidth*sheetScale, from.Rect.Dy()), draw.Src, nil)
	inks.Store(key, small)
	return small
}

// photograph is the document on a dark table.
func (p page) photograph(document *image.Gray) *image.Gray {
	photo := image.NewGray(image.Rect(0, 0, p.long, p.long*3/4))
	for i := range photo.Pix {
		photo.Pix[i] = 70
	}
	scale := p.share * float64(p.long) / float64(document.Rect.Dx())
	sin, cos := math.Sincos(p.degrees * math.Pi / 180)
	cx, cy := float64(document.Rect.Dx())/2, float64(document.Rect.Dy())/2
	to := f64.Aff3{
		scale * cos, -scale * sin, float64(photo.Rect.Dx())/2 - scale*(cos*cx-sin*cy),
		scale * sin, scale * cos, float64(photo.Rect.Dy())/2 - scale*(sin*cx+cos*cy),
	}
	draw.ApproxBiLinear.Transform(photo, to, document, document.Rect, draw.Src, nil)
	if p.blur > 0 {
		photo = blur(photo, p.blur)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i, v := range photo.Pix {
		x := float64(i%photo.Stride) / float64(photo.Stride)
		grey := float64(v)*(1-(1-p.dim)*x) + p.noise*random.NormFloat64()
		photo.Pix[i] = uint8(min(max(grey, 0), 255))
	}
	return photo
}

// blur is a Gaussian blur of a standard deviation in pixels.
func blur(img *image.Gray, deviation float64) *image.Gray {
	radius := int(3*deviation) + 1
	weights, sum := make([]float64, 2*radius+1), 0.0
	for i := range weights {
		d := float64(i - radius)
		weights[i] = math.Exp(-d * d / (2 * deviation * deviation))
		sum += weights[i]
	}
	pass := func(from *image.Gray, dx, dy int) *image.Gray {
		to := image.NewGray(from.Rect)
		for y := range from.Rect.Dy() {
			for x := range from.Rect.Dx() {
				v := 0.0
				for i, w := range weights {
					nx := min(max(x+dx*(i-radius), 0), from.Rect.Dx()-1)
					ny := min(max(y+dy*(i-radius), 0), from.Rect.Dy()-1)
					v += w * float64(from.Pix[ny*from.Stride+nx])
				}
				to.Pix[y*to.Stride+x] = uint8(v/sum + 0.5)
			}
		}
		return to
	}
	return pass(pass(img, 1, 0), 0, 1)
}

var (
	passportLines = []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}
	cardLines     = []string{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}
	largeCard     = []string{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"}
	visaLines     = []string{"V<UTOERIKSSON<<ANNA<MARIA" + strings.Repeat("<", 19), "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"}
)
