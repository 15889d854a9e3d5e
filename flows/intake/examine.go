package intake

import (
	"context"
	"io"
)

// maxConcurrentDecodes is how many pictures are decoded at a time: 50 megapixels take
// about 200 MB each.
const maxConcurrentDecodes = 2

// Examiner looks at the pixels of files. One Examiner serves the whole process,
// so that the bound on decodes at a time holds for all sessions together.
type Examiner struct {
	limits      Limits
	decodeSlots chan struct{}
}

// NewExaminer makes an Examiner. Only MaxDecodePixels of the limits counts here.
func NewExaminer(lim Limits) *Examiner {
	return &Examiner{limits: lim, decodeSlots: make(chan struct{}, maxConcurrentDecodes)}
}

// Examine returns all that is known about f for the given purpose, with the
// sharpness, the brightness and a preview if the picture may be decoded. It may
// wait for a seat and take seconds; the only error is the context's own.
func (e *Examiner) Examine(ctx context.Context, f *File, want Purpose) (Report, error) {
	report := f.baseReport(want)
	if err := ctx.Err(); err != nil || !e.limits.canDecode(f.facts.width, f.facts.height) {
		return report, err
	}
	select {
	case e.decodeSlots <- struct{}{}:
		defer func() { <-e.decodeSlots }()
	case <-ctx.Done():
		return report, ctx.Err()
	}
	return e.examinePixels(ctx, f, want, report)
}

func (e *Examiner) examinePixels(ctx context.Context, f *File, want Purpose, report Report) (Report, error) {
	img, err := f.decodePixels(contextReader{ctx, io.NewSectionReader(f.bytes, 0, f.facts.size)})
	if err == nil && (img.Bounds().Dx() != f.facts.width || img.Bounds().Dy() != f.facts.height) {
		err = &Problem{Code: Changed}
	}
	if err != nil {
		report.warnIf(true, Warning{Code: Undecodable})
		return report, ctx.Err()
	}
	small, err := normaliseSize(ctx, img)
	if err != nil {
		return report, err
	}
	report.addMeasures(measurePixels(small), want)
	report.Preview = newPreview(small, f.facts.orientation)
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
	leastSpread = 20.0  // a bright scan holds ink; a washed-out photo holds nothing
	leastColour = 0.005 // share of pixels
	mostExtreme = 0.95  // share of pixels
)

func (r *Report) addMeasures(m measures, want Purpose) {
	r.Sharpness, r.Brightness = m.sharpness, m.brightness
	r.warnIf(m.sharpness < leastSharp, Warning{Code: NotSharp})
	r.warnIf(m.brightness < leastBright, Warning{Code: TooDark})
	r.warnIf(m.brightness > mostBright && m.spread < leastSpread, Warning{Code: TooBright})
	if want.Bill || m.coloured >= leastColour {
		return
	}
	bilevel := m.extreme >= mostExtreme && m.spread >= leastSpread
	r.warnIf(bilevel, Warning{Code: BlackAndWhite})
	r.warnIf(!bilevel, Warning{Code: AlmostGrey})
}
