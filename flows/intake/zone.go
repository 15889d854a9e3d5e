package intake

import (
	"context"
	"image"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/intake/mrz"
	"dossier/flows/intake/ocrb"
)

// zoneSide is about how long in pixels a picture's long side is when its machine-readable
// zone is looked for: then a passport's page that fills the picture has signs of 32 pixels, and
// one that fills a third of it 11, the least that can be told apart.
const zoneSide = 1600

// zoneBytes is the memory in bytes that looking for a zone takes at most, in a picture of so
// many pixels: of the reduced picture, of its grey and of the search.
func zoneBytes(width, height int) int64 {
	by := reduction(width, height)
	pixels := int64(width/by+1) * int64(height/by+1)
	return (4+1)*pixels + ocrb.Bytes(pixels)
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
	if zoneKinds[p.Type] == nil {
		return false
	}
	switch w.Code {
	case ZoneExpired:
		return !p.Today.IsZero() && w.zone.Expires.IsPast(p.Today)
	case ZoneOfOtherCountry:
		return w.zone.IsHeadSure && p.Country != "" && w.zone.Issuer != string(p.Country) && isCountry(w.zone.Issuer)
	case ZoneOfOtherKind:
		return w.zone.IsHeadSure && !slices.Contains(zoneKinds[p.Type], w.zone.Kind)
	case ZoneOfOtherSide:
		return w.zone.Format == mrz.TD1 && p.Side == flows.Front && p.HasBack // Doc 9303, part 5: on the back
	}
	return false
}

// zoneKinds are what the zones of documents say they are. A residence permit can be a visa in a
// passport. A driver's licence has none of these.
var zoneKinds = map[flows.DocType][]mrz.Kind{
	flows.Passport: {mrz.Passport}, flows.IDCard: {mrz.Card}, flows.ResidencePermit: {mrz.Card, mrz.Visa},
}

// isCountry reports whether an issuer is a country that can be chosen. Organisations issue
// documents too (Doc 9303, part 3), which says nothing about a country.
func isCountry(issuer string) bool {
	_, ok := assets.CountryByCode(issuer)
	return ok
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

// reduceToGrey makes a grey copy with a long side of about zoneSide. The error is the
// context's.
func reduceToGrey(ctx context.Context, img image.Image) (*image.Gray, error) {
	b := img.Bounds()
	small, err := averageDown(ctx, img, reduction(b.Dx(), b.Dy()))
	if err != nil {
		return nil, err
	}
	grey, _ := greyValues(small)
	return &image.Gray{Pix: grey, Stride: small.Rect.Dx(), Rect: small.Rect}, nil
}
