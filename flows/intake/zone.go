package intake

import (
	"context"
	"image"

	"dossier/flows"
	"dossier/flows/intake/mrz"
	"dossier/flows/intake/ocrb"
)

// zoneSide is about how long in pixels a picture's long side is when its machine-readable
// zone is looked for: then a passport's page that fills the picture has signs of 32 pixels, and
// one that fills a third of it 11, the least that can be told apart.
const zoneSide = 1600

// zoneBytes is the memory in bytes that looking for a zone takes at most, in a picture of so
// many pixels.
func zoneBytes(width, height int) int64 {
	by := reduction(width, height)
	pixels := int64(width/by+1) * int64(height/by+1)
	return pixels + ocrb.Bytes(pixels)
}

// reduction is how many pixels in a row become one, so that the long side is about zoneSide.
func reduction(width, height int) int { return max(1, (max(width, height)+zoneSide/2)/zoneSide) }

// zoneWarnings are the warnings for what a zone can contradict. Whether one counts depends on
// what the file is for.
func zoneWarnings(r ocrb.Reading) []Warning {
	var list []Warning
	for _, code := range []WarningCode{ZoneExpired, ZoneOfOtherCountry, ZoneOfOtherKind, ZoneOfOtherSide} {
		list = append(list, Warning{Code: code, zone: r})
	}
	return list
}

// contradicts reports whether what was read contradicts what the file is for.
func (w Warning) contradicts(p Purpose) bool {
	if w.zone.Format == 0 || !carriesZone(p.Type) {
		return false
	}
	switch w.Code {
	case ZoneExpired:
		return !p.Today.IsZero() && w.zone.Expires.IsPast(p.Today)
	case ZoneOfOtherCountry:
		return w.zone.SureOfIssuer && p.Country != "" && w.zone.Issuer != string(p.Country) && isStateIssuer(w.zone.Issuer)
	case ZoneOfOtherKind:
		return w.zone.SureOfIssuer && w.zone.Kind != zoneKinds[p.Type] // the sign before the issuer is as plain
	case ZoneOfOtherSide:
		return w.zone.Format == mrz.TD1 && p.Side == flows.Front && p.HasBack // Doc 9303, part 5, 4.1: on the back
	}
	return false
}

// zoneKinds are what the zones of documents say they are. A driver's licence has none of
// these.
var zoneKinds = map[flows.DocType]mrz.Kind{flows.Passport: mrz.Passport, flows.IDCard: mrz.Card, flows.ResidencePermit: mrz.Card}

func carriesZone(t flows.DocType) bool { return zoneKinds[t] != 0 }

// isStateIssuer reports whether a code is that of a state. Organisations issue documents too
// (Doc 9303, part 3, section 5); whose they are says nothing about a country.
func isStateIssuer(code string) bool {
	switch code {
	case "UNO", "UNA", "EUE", "XAA", "XBA", "XCC", "XCE", "XCO", "XDC", "XEC", "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX", "UTO", "XES", "XMZ":
		return false
	}
	return len(code) == 3
}

// addZone looks for a machine-readable zone, and adds the warnings that it may give. The error
// is the context's.
func (r *Report) addZone(ctx context.Context, img image.Image) error {
	grey, err := reduceToGrey(ctx, img)
	if err != nil {
		return err
	}
	if zone, ok := ocrb.Read(grey); ok {
		r.Warnings = append(r.Warnings, zoneWarnings(zone)...)
	}
	return ctx.Err()
}

// reduceToGrey averages squares of pixels so that the long side is about zoneSide.
func reduceToGrey(ctx context.Context, img image.Image) (*image.Gray, error) {
	b := img.Bounds()
	by := reduction(b.Dx(), b.Dy())
	grey := image.NewGray(image.Rect(0, 0, max(1, b.Dx()/by), max(1, b.Dy()/by)))
	at := greyOf(img)
	for y := range grey.Rect.Dy() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for x := range grey.Rect.Dx() {
			sum, count := 0, 0
			for py := b.Min.Y + y*by; py < min(b.Min.Y+(y+1)*by, b.Max.Y); py++ {
				for px := b.Min.X + x*by; px < min(b.Min.X+(x+1)*by, b.Max.X); px++ {
					sum += int(at(px, py))
					count++
				}
			}
			grey.Pix[y*grey.Stride+x] = uint8(sum / count)
		}
	}
	return grey, nil
}

// greyOf returns a function that reads the grey of one pixel. A JPEG has it ready.
func greyOf(img image.Image) func(x, y int) uint8 {
	switch img := img.(type) {
	case *image.YCbCr:
		return func(x, y int) uint8 { return img.Y[img.YOffset(x, y)] }
	case *image.Gray:
		return func(x, y int) uint8 { return img.Pix[img.PixOffset(x, y)] }
	}
	at := pixelOnWhite(img)
	return func(x, y int) uint8 {
		c := at(x, y)
		return uint8((299*uint32(c.R) + 587*uint32(c.G) + 114*uint32(c.B)) / 1000 >> 8)
	}
}
