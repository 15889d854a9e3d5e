package intake

import "dossier/flows/intake/picture"

// HardCap is the largest file, in bytes, that any configuration can allow. The
// file travels as base64 inside one JSON body, so a larger one would not pass
// the gateways on the way.
const HardCap = 50 << 20

// Limits says how large a file and a picture may be. Start from DefaultLimits:
// a zero in MaxBytes refuses every file.
type Limits struct {
	MaxBytes        int64 // largest file in bytes; never more than HardCap
	MaxHeaderPixels int64 // most pixels a header may claim before the file is refused
	MaxDecodePixels int64 // most pixels that are decoded for a look, in at most 8 bytes each; 0 turns pictures off
	MinSide         int   // shortest side in pixels that is accepted
	MaxSide         int   // longest side in pixels that is accepted
}

// DefaultLimits returns 20 MiB, 100 megapixels in a header, 50 megapixels
// decoded, and sides between 100 and 20,000 pixels.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:        20 << 20,
		MaxHeaderPixels: 100_000_000,
		MaxDecodePixels: 50_000_000,
		MinSide:         100,
		MaxSide:         20_000,
	}
}

func (l Limits) maxBytes() int64 { return min(l.MaxBytes, HardCap) }

// checkSize says what is wrong with a file of that many bytes, or nil.
func (l Limits) checkSize(bytes int64) *Problem {
	switch {
	case bytes == 0:
		return &Problem{Code: Empty}
	case bytes > l.maxBytes():
		return &Problem{Code: TooLarge, Have: bytes, Limit: l.maxBytes()}
	}
	return nil
}

// checkPixels says what is wrong with a header's claim, or nil. The product is taken
// in 64 bits because two sides of 65,535 overflow 32.
func (l Limits) checkPixels(width, height int) *Problem {
	short, long := min(width, height), max(width, height)
	area := int64(width) * int64(height)
	switch {
	case area > l.MaxHeaderPixels:
		return &Problem{Code: TooManyPixels, Have: area, Limit: l.MaxHeaderPixels}
	case long > l.MaxSide:
		return &Problem{Code: SideTooLong, Have: int64(long), Limit: int64(l.MaxSide)}
	case short < l.MinSide:
		return &Problem{Code: TooFewPixels, Have: int64(short), Limit: int64(l.MinSide)}
	}
	return nil
}

// What a look at one picture may cost besides its pixels. Eight bytes for each pixel are
// enough for a large picture of any usual kind; what keeps more is drawn up to a smaller size.
// Each scan of a progressive JPEG takes a few milliseconds for 50 megapixels, and 20 MiB
// can hold 300,000 of them; programs write about ten.
const (
	maxBytesPerPixel = 8
	maxScans         = 200
)

// canDecode reports whether the pixels may be decoded for a look.
func (l Limits) canDecode(p picture.Layout) bool {
	return p.Width > 0 && int64(p.Width)*int64(p.Height) <= l.MaxDecodePixels &&
		p.DecodeBytes <= maxBytesPerPixel*l.MaxDecodePixels && p.Scans <= maxScans
}
