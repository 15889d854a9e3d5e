package intake

import (
	"context"
	"image"
	"io"

	"golang.org/x/image/draw"
)

// maxConcurrentDecodes is how many pictures are decoded at a time, so that the processor
// has time for the screen.
const maxConcurrentDecodes = 2

// Examiner looks at the pixels of files. One Examiner serves the whole process,
// so that the bounds on decodes and their memory hold for all sessions together.
type Examiner struct {
	limits      Limits
	decodeSlots chan struct{}
	memory      *lookMemory // of MaxDecodeBytes
	previewSide int         // in pixels
	drawsOnly   bool        // leaves out what only warnings need
}

// NewExaminer makes an Examiner. Only MaxDecodePixels and MaxDecodeBytes of the limits
// count here.
func NewExaminer(lim Limits) *Examiner {
	return &Examiner{limits: lim, decodeSlots: make(chan struct{}, maxConcurrentDecodes), memory: newLookMemory(lim.MaxDecodeBytes), previewSide: previewSide}
}

// Examine returns all that is known about f, with the warnings of every purpose, the
// sharpness, the brightness and a preview if the picture may be decoded. It may
// wait for other decodes and take seconds. The error is the context's own, or a
// *Problem if the look shows that a part of the picture is missing.
func (e *Examiner) Examine(ctx context.Context, f *File) (Report, error) {
	report := f.baseReport()
	if err := ctx.Err(); err != nil || !e.limits.canDecode(f.facts.layout) {
		isTooLarge := f.facts.width > 0 && e.limits.MaxDecodePixels > 0
		report.warnIf(err == nil && isTooLarge, Warning{Code: NotDrawn})
		return report, err
	}
	select {
	case e.decodeSlots <- struct{}{}:
		defer func() { <-e.decodeSlots }()
	case <-ctx.Done():
		return report, ctx.Err()
	}
	needed := lookBytes(f.facts.layout)
	if err := e.memory.acquire(ctx, needed); err != nil {
		return report, err
	}
	defer e.memory.release(needed)
	return e.examinePixels(ctx, f, report)
}

func (e *Examiner) examinePixels(ctx context.Context, f *File, report Report) (Report, error) {
	img, err := f.decodePixels(func(r io.Reader) io.Reader { return contextReader{ctx, r} })
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	isOtherSize := err == nil && img.Bounds().Size() != image.Pt(f.facts.width, f.facts.height)
	if err != nil || isOtherSize {
		return f.explainFailedDecode(report, err)
	}
	small, err := normaliseSize(ctx, img)
	if err != nil {
		return report, err
	}
	report.addMeasures(measurePixels(small))
	if !e.drawsOnly {
		if err := report.addZone(ctx, img); err != nil {
			return report, err
		}
	}
	report.Preview = newPreview(small, e.previewSide, f.facts.layout.Orientation)
	return report, nil
}

// explainFailedDecode says what it means that the pixels could not be decoded: it
// proves no damage, unless it proves that pixels are missing.
func (f *File) explainFailedDecode(report Report, err error) (Report, error) {
	if f.facts.layout.ShowsMissingPixels(err) {
		p := &Problem{Code: Truncated}
		report.Problems = append(report.Problems, *p)
		return report, p
	}
	report.Warnings = append(report.Warnings, Warning{Code: Undecodable})
	return report, nil
}

// Thresholds. The one of sharpness was set with drawn cards, see
// TestSharpnessTellsFocusFromBlur: in focus they measure 2,700, with a blur of
// 0.7 pixels (standard deviation, at a long side of 1,000) 380, of 1.5 pixels 54,
// and from 2 pixels on, where small print is lost, under 24. Published thresholds
// do not carry over, because each author measures at another scale.
const (
	leastSharp  = 40.0
	leastBright = 60.0
	mostBright  = 220.0
	leastSpread = 20.0  // a bright scan shows ink; a washed-out picture shows nothing
	leastColour = 0.005 // share of pixels
	mostExtreme = 0.95  // share of pixels
)

func (r *Report) addMeasures(m measures) {
	r.Sharpness, r.Brightness = m.sharpness, m.brightness
	r.warnIf(m.sharpness < leastSharp, Warning{Code: NotSharp})
	r.warnIf(m.brightness < leastBright, Warning{Code: TooDark})
	r.warnIf(m.brightness > mostBright && m.spread < leastSpread, Warning{Code: TooBright})
	if m.coloured >= leastColour {
		return
	}
	bilevel := m.extreme >= mostExtreme && m.spread >= leastSpread
	r.warnIf(bilevel, Warning{Code: BlackAndWhite})
	r.warnIf(!bilevel, Warning{Code: AlmostGrey})
}

// previewSide is the longest side of a preview in pixels: enough to tell a front
// from a back, too little to read.
const previewSide = 96

// RGB is one pixel.
type RGB struct{ R, G, B uint8 }

// Preview is a small opaque picture to be drawn in a terminal.
type Preview struct {
	W, H int   // in pixels
	Pix  []RGB // row by row, W·H of them
}

// newPreview scales down to a longest side in pixels and then turns upright.
func newPreview(img *image.RGBA, side, orientation int) *Preview {
	small := img
	if size := img.Rect.Size(); max(size.X, size.Y) > side {
		small = image.NewRGBA(fitRect(size, side))
		draw.BiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
	}
	return rotateUpright(small, orientation)
}

// rotateUpright applies an EXIF orientation (EXIF 2.32, tag 0x0112): from 5 on the
// sides are swapped; which ends are swapped follows from where row 0 and column
// 0 of the stored picture belong.
func rotateUpright(img *image.RGBA, orientation int) *Preview {
	size := img.Rect.Size()
	p := &Preview{W: size.X, H: size.Y}
	if orientation >= 5 {
		p.W, p.H = size.Y, size.X
	}
	p.Pix = make([]RGB, 0, p.W*p.H)
	for y := range p.H {
		for x := range p.W {
			c := img.RGBAAt(sourcePixel(x, y, size, orientation))
			p.Pix = append(p.Pix, RGB{c.R, c.G, c.B})
		}
	}
	return p
}

// sourcePixel says which stored pixel is seen at (x, y) of the upright picture.
func sourcePixel(x, y int, size image.Point, orientation int) (sx, sy int) {
	right, bottom := size.X-1, size.Y-1
	switch orientation {
	case 2:
		return right - x, y
	case 3:
		return right - x, bottom - y
	case 4:
		return x, bottom - y
	case 5:
		return y, x
	case 6:
		return y, bottom - x
	case 7:
		return right - y, bottom - x
	case 8:
		return right - y, x
	}
	return x, y
}
