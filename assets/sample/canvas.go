package sample

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// canvas is a picture under the brush. The drawing libraries get the RGBA
// inside, never the canvas: they have a fast way for that type alone.
type canvas struct{ *image.RGBA }

func newCanvas(width, height int) canvas {
	return canvas{image.NewRGBA(image.Rect(0, 0, width, height))}
}

// point is a place on the canvas in pixels.
type point struct{ x, y float64 }

// ink is a colour 0xRRGGBB; alpha is how much of it covers what is below.
func ink(rgb uint32, alpha float64) color.NRGBA {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), uint8(math.Round(alpha * 255))}
}

// outline is a closed path: straight lines and quadratic curves.
type outline []pathSegment

// pathSegment leads to its end, round its bend if it has one.
type pathSegment struct {
	end, bend point
	curved    bool
}

func (o *outline) lineTo(x, y float64) { *o = append(*o, pathSegment{end: point{x, y}}) }

func (o *outline) quadTo(bend, end point) { *o = append(*o, pathSegment{end, bend, true}) }

// bounds is the smallest rectangle around all ends and bends.
func (o outline) bounds() image.Rectangle {
	low, high := o[0].end, o[0].end
	for _, s := range o {
		low, high = point{min(low.x, s.end.x), min(low.y, s.end.y)}, point{max(high.x, s.end.x), max(high.y, s.end.y)}
		if s.curved {
			low, high = point{min(low.x, s.bend.x), min(low.y, s.bend.y)}, point{max(high.x, s.bend.x), max(high.y, s.bend.y)}
		}
	}
	return image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
}

// fillOutline paints the inside. Only the rectangle around the outline is looked at:
// the rasterizer would visit the whole canvas for every thin line.
func (c canvas) fillOutline(paint color.Color, o outline) {
	r := o.bounds().Intersect(c.Rect)
	if r.Empty() {
		return
	}
	z := vector.NewRasterizer(r.Dx(), r.Dy())
	local := func(p point) (float32, float32) {
		return float32(p.x - float64(r.Min.X)), float32(p.y - float64(r.Min.Y))
	}
	z.MoveTo(local(o[0].end))
	for _, s := range o[1:] {
		x, y := local(s.end)
		if !s.curved {
			z.LineTo(x, y)
			continue
		}
		bendX, bendY := local(s.bend)
		z.QuadTo(bendX, bendY, x, y)
	}
	z.ClosePath()
	z.Draw(c.RGBA, r, image.NewUniform(paint), image.Point{})
}

// fillBlob fills a smooth closed curve through the middles of the given corners.
func (c canvas) fillBlob(paint color.Color, corners ...point) {
	middle := func(i int) point {
		a, b := corners[i%len(corners)], corners[(i+1)%len(corners)]
		return point{(a.x + b.x) / 2, (a.y + b.y) / 2}
	}
	o := outline{{end: middle(0)}}
	for i := range corners {
		o.quadTo(corners[(i+1)%len(corners)], middle(i+1))
	}
	c.fillOutline(paint, o)
}

// fillOval fills an ellipse.
func (c canvas) fillOval(paint color.Color, center point, rx, ry float64) {
	const corners = 12
	var ring []point
	stretch := 1 / math.Cos(math.Pi/corners) // the curve runs inside its corners
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		ring = append(ring, point{center.x + rx*stretch*cos, center.y + ry*stretch*sin})
	}
	c.fillBlob(paint, ring...)
}

// fillRoundedRect fills a rectangle with round corners.
func (c canvas) fillRoundedRect(paint color.Color, r image.Rectangle, radius float64) {
	x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
	o := outline{{end: point{x0 + radius, y0}}}
	o.lineTo(x1-radius, y0)
	o.quadTo(point{x1, y0}, point{x1, y0 + radius})
	o.lineTo(x1, y1-radius)
	o.quadTo(point{x1, y1}, point{x1 - radius, y1})
	o.lineTo(x0+radius, y1)
	o.quadTo(point{x0, y1}, point{x0, y1 - radius})
	o.lineTo(x0, y0+radius)
	o.quadTo(point{x0, y0}, point{x0 + radius, y0})
	c.fillOutline(paint, o)
}

func (c canvas) fillRect(paint color.Color, r image.Rectangle) {
	draw.Draw(c.RGBA, r, image.NewUniform(paint), image.Point{}, draw.Over)
}

// drawCurve draws a line of the given width through y(x) from x0 to x1.
func (c canvas) drawCurve(paint color.Color, width, x0, x1 float64, y func(x float64) float64) {
	const step = 4
	o := outline{{end: point{x0, y(x0)}}}
	for x := x0 + step; x < x1; x += step {
		o.lineTo(x, y(x))
	}
	for x := x1; x > x0; x -= step {
		o.lineTo(x, y(x)+width)
	}
	c.fillOutline(paint, o)
}

// fonts are parsed once: they are part of the program, so they cannot be bad.
type fonts struct{ regular, bold, mono *opentype.Font }

var loadFonts = sync.OnceValue(func() fonts {
	return fonts{mustFont(goregular.TTF), mustFont(gobold.TTF), mustFont(gomono.TTF)}
})

func mustFont(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("a built-in font is damaged: " + err.Error())
	}
	return f
}

// drawText sets a line of text, its left end on the base line at (x, y), size in
// pixels, and returns where it ends.
func (c canvas) drawText(f *opentype.Font, size float64, paint color.Color, x, y int, text string) int {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("a built-in font has no such size: " + err.Error())
	}
	d := font.Drawer{Dst: c.RGBA, Src: image.NewUniform(paint), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
	return d.Dot.X.Round()
}

// drawRotatedText writes text across the canvas: its middle at center, rising by the
// angle in radians.
func (c canvas) drawRotatedText(size float64, paint color.Color, center point, angle float64, text string) {
	strip := newCanvas(int(size)*len(text), int(size*3/2))
	end := strip.drawText(loadFonts().bold, size, paint, 0, int(size*1.1), text)
	sin, cos := math.Sincos(-angle)
	midX, midY := float64(end)/2, size*0.75
	turn := f64.Aff3{
		cos, -sin, center.x - cos*midX + sin*midY,
		sin, cos, center.y - sin*midX - cos*midY,
	}
	draw.ApproxBiLinear.Transform(c.RGBA, turn, strip.RGBA, strip.Rect, draw.Over, nil)
}

// addNoise adds the noise of a sensor, up to amount in each direction, and scales
// the light: 1 leaves it. The noise is the same each time.
func (c canvas) addNoise(amount int, light float64) {
	state := uint32(2463534242)
	for i := 0; i < len(c.Pix); i += 4 {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		noise := int(state%uint32(2*amount+1)) - amount
		for k := range 3 {
			c.Pix[i+k] = uint8(min(max(int(float64(c.Pix[i+k])*light)+noise, 0), 255))
		}
	}
}

// blurredBy is the picture out of focus; the more so the larger reach is, in
// pixels.
func (c canvas) blurredBy(reach int) canvas {
	small := newCanvas(c.Rect.Dx()/reach, c.Rect.Dy()/reach)
	blurKernel.Scale(small.RGBA, small.Rect, c.RGBA, c.Rect, draw.Src, nil)
	soft := newCanvas(c.Rect.Dx(), c.Rect.Dy())
	blurKernel.Scale(soft.RGBA, soft.Rect, small.RGBA, small.Rect, draw.Src, nil)
	return soft
}

// blurKernel is the cubic B-spline. The ready-made kernels sharpen the edges again,
// and letters stay readable.
var blurKernel = &draw.Kernel{Support: 2, At: func(t float64) float64 {
	if t < 1 {
		return (4 - 6*t*t + 3*t*t*t) / 6
	}
	return (2 - t) * (2 - t) * (2 - t) / 6
}}

// encodeJPEG encodes the picture, quality 1 to 100.
func (c canvas) encodeJPEG(quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, c.RGBA, &jpeg.Options{Quality: quality}); err != nil {
		panic("a sample picture cannot be encoded: " + err.Error()) // memory does not fail to be written
	}
	return b.Bytes()
}
