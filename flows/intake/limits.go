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
	MaxDecodePixels int64 // most pixels that are decoded for a look; 0 turns pictures off
	MaxDecodeBytes  int64 // most memory that all looks of an Examiner take at a time, in bytes
	MinSide         int   // shortest side in pixels that is accepted
	MaxSide         int   // longest side in pixels that is accepted
}

// DefaultLimits returns 20 MiB, 100 megapixels in a header, 50 megapixels
// decoded, 200 MiB of memory for that, and sides between 100 and 20,000 pixels.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:        20 << 20,
		MaxHeaderPixels: 100_000_000,
		MaxDecodePixels: 50_000_000,
		MaxDecodeBytes:  200 << 20,
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

// maxScans is how many scans a progressive JPEG may have and still be drawn. Each takes a
// few milliseconds for 50 megapixels, and 20 MiB can hold 300,000; programs write about ten.
const maxScans = 200

// canDecode reports whether the pixels may be decoded for a look.
func (l Limits) canDecode(p picture.Layout) bool {
	return p.Width > 0 && int64(p.Width)*int64(p.Height) <= l.MaxDecodePixels &&
		lookBytes(p) <= l.MaxDecodeBytes && p.Scans <= maxScans
}

// lookBytes is how much memory a look takes at most, in bytes: that of the decoder, of the
// picture averaged down, of the one of measuredSide with its grey values, of the search for a
// machine-readable zone, and of the preview, whose scaler keeps four float64 for each of its
// columns and each row it reads.
func lookBytes(p picture.Layout) int64 {
	const (
		tables   = 1 << 20 // of the decoder
		measured = (4 + 1) * measuredSide * measuredSide
		preview  = 32*MaxPreviewSide*measuredSide + (4+3)*MaxPreviewSide*MaxPreviewSide
	)
	factor := max(1, max(p.Width, p.Height)/measuredSide)
	averaged := 4 * int64(max(1, p.Width/factor)) * int64(max(1, p.Height/factor))
	return p.DecodeBytes + averaged + measured + zoneBytes(p.Width, p.Height) + preview + tables
}
