package sample

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
)

// portraitColours is the light a person is painted in.
type portraitColours struct{ skin, shade, blush, hair, shirt uint32 }

var warmColours = portraitColours{skin: 0xe8b48f, shade: 0xc98f6b, blush: 0xe08d78, hair: 0x4a2f22, shirt: 0x2f6f8f}

// portraitCanvas places the parts of a person: coordinates are in units of half a
// head, with the origin between the eyes.
type portraitCanvas struct {
	canvas
	center point
	unit   float64
}

func (canvas portraitCanvas) canvasPoint(x, y float64) point {
	return point{canvas.center.x + x*canvas.unit, canvas.center.y + y*canvas.unit}
}

func (canvas portraitCanvas) drawOval(paint color.Color, x, y, rx, ry float64) {
	canvas.fillOval(paint, canvas.canvasPoint(x, y), rx*canvas.unit, ry*canvas.unit)
}

func (canvas portraitCanvas) drawPatch(paint color.Color, corners ...point) {
	for i, p := range corners {
		corners[i] = canvas.canvasPoint(p.x, p.y)
	}
	canvas.fillBlob(paint, corners...)
}

// drawPerson paints somebody who does not exist, head and shoulders, into r; unit
// is half the width of the head.
func drawPerson(c canvas, r image.Rectangle, unit float64, m portraitColours) {
	own := newCanvas(r.Dx(), r.Dy())
	s := portraitCanvas{own, point{float64(r.Dx()) / 2, float64(r.Dy()) * 0.44}, unit}
	s.drawBody(m)
	s.drawHead(m)
	s.drawFace(m)
	s.drawHair(m)
	draw.Draw(c.RGBA, r, own.RGBA, image.Point{}, draw.Over)
}

func (canvas portraitCanvas) drawBody(m portraitColours) {
	canvas.drawPatch(ink(m.hair, 1), point{-1.15, -0.9}, point{1.15, -0.9}, point{1.45, 0.8}, point{1.15, 1.5},
		point{-1.15, 1.5}, point{-1.45, 0.8})
	canvas.drawPatch(ink(m.shirt, 1), point{-0.6, 1.45}, point{0.6, 1.45}, point{2.2, 2.0}, point{2.5, 4.5},
		point{-2.5, 4.5}, point{-2.2, 2.0})
	canvas.drawPatch(ink(m.shade, 1), point{-0.48, 0.7}, point{0.48, 0.7}, point{0.5, 1.7}, point{0.1, 2.15},
		point{-0.1, 2.15}, point{-0.5, 1.7})
	for i := range 26 { // the weave of the shirt
		y := 2.0 + float64(i)*0.09
		from, to := canvas.canvasPoint(-1.9, y), canvas.canvasPoint(1.9, y)
		canvas.drawCurve(ink(0xffffff, 0.10), canvas.unit*0.02, from.x, to.x, func(x float64) float64 {
			d := (x - canvas.center.x) / canvas.unit
			return from.y + d*d*0.06*canvas.unit
		})
	}
}

func (canvas portraitCanvas) drawHead(m portraitColours) {
	canvas.drawOval(ink(m.shade, 1), -1.0, 0.12, 0.16, 0.26)
	canvas.drawOval(ink(m.shade, 1), 1.0, 0.12, 0.16, 0.26)
	canvas.drawPatch(ink(m.skin, 1), point{-0.75, -1.25}, point{0.75, -1.25}, point{1.12, -0.5}, point{1.08, 0.5},
		point{0.72, 1.2}, point{0.25, 1.52}, point{-0.25, 1.52}, point{-0.72, 1.2}, point{-1.08, 0.5}, point{-1.12, -0.5})
	for i := range 8 { // light from the left rounds the head
		k := float64(i)
		canvas.drawPatch(ink(m.shade, 0.08), point{0.75, -1.25}, point{1.12, -0.5}, point{1.08, 0.5}, point{0.72, 1.2},
			point{0.25, 1.52}, point{0.55 - k*0.06, 0.9}, point{0.85 - k*0.06, 0})
	}
	canvas.drawOval(ink(m.blush, 0.45), -0.58, 0.48, 0.24, 0.17)
	canvas.drawOval(ink(m.blush, 0.45), 0.58, 0.48, 0.24, 0.17)
}

func (canvas portraitCanvas) drawFace(m portraitColours) {
	for _, side := range []float64{-1, 1} {
		canvas.drawOval(ink(0xfdfbf7, 1), side*0.42, 0, 0.22, 0.125)
		canvas.drawOval(ink(0x3f6b4f, 1), side*0.42, 0, 0.115, 0.12)
		canvas.drawOval(ink(0x0d0f10, 1), side*0.42, 0, 0.058, 0.062)
		canvas.drawOval(ink(0xffffff, 1), side*0.42-0.04, -0.045, 0.026, 0.026)
		canvas.drawPatch(ink(m.hair, 1), point{side * 0.18, -0.14}, point{side * 0.42, -0.20}, point{side * 0.68, -0.10},
			point{side * 0.62, -0.03}, point{side * 0.42, -0.12}, point{side * 0.22, -0.07})
		canvas.drawPatch(ink(m.hair, 1), point{side * 0.12, -0.30}, point{side * 0.45, -0.44}, point{side * 0.78, -0.30},
			point{side * 0.72, -0.23}, point{side * 0.45, -0.32}, point{side * 0.15, -0.21})
	}
	canvas.drawPatch(ink(m.shade, 0.8), point{0.02, 0.05}, point{0.10, 0.35}, point{0.20, 0.60}, point{0, 0.70},
		point{-0.16, 0.62}, point{0.02, 0.55})
	canvas.drawPatch(ink(0xa8433f, 1), point{-0.52, 0.82}, point{0, 0.92}, point{0.52, 0.82}, point{0.36, 1.12},
		point{0, 1.24}, point{-0.36, 1.12})
	canvas.drawPatch(ink(0xffffff, 0.95), point{-0.36, 0.89}, point{0, 0.95}, point{0.36, 0.89}, point{0.22, 1.02},
		point{0, 1.06}, point{-0.22, 1.02})
}

func (canvas portraitCanvas) drawHair(m portraitColours) {
	canvas.drawPatch(ink(m.hair, 1), point{-1.22, 0.1}, point{-1.35, -0.9}, point{-0.8, -1.62}, point{0.2, -1.75},
		point{1.0, -1.45}, point{1.35, -0.8}, point{1.20, 0.1}, point{1.02, -0.35}, point{0.85, -0.80},
		point{0.1, -0.72}, point{-0.55, -0.95}, point{-0.95, -0.45})
	for i := range 40 { // strands
		t := float64(i)/39*2 - 1
		from, to := canvas.canvasPoint(t*1.05-0.16, 0), canvas.canvasPoint(t*1.05+0.16, 0)
		top := canvas.canvasPoint(0, -1.55+0.45*t*t).y
		canvas.drawCurve(ink(0xb98a63, 0.22), canvas.unit*0.013, min(from.x, to.x), max(from.x, to.x), func(x float64) float64 {
			d := (x - from.x) / (to.x - from.x)
			return top + canvas.unit*0.5*d + canvas.unit*0.02*math.Sin(float64(i*7)+d*5)
		})
	}
}

// drawSelfie is the sample person at home; light is 1 for a bright room.
func drawSelfie(light float64) canvas {
	c := newCanvas(1200, 1500)
	for y := range 1500 { // a wall that darkens towards the floor
		c.fillRect(color.RGBA{uint8(206 - y/20), uint8(214 - y/18), uint8(212 - y/24), 255}, image.Rect(0, y, 1200, y+1))
	}
	c.fillRoundedRect(ink(0x8a6a4f, 1), image.Rect(70, 110, 380, 520), 8)
	c.fillRoundedRect(ink(0xd9e6ef, 1), image.Rect(96, 136, 354, 494), 4)
	c.fillBlob(ink(0x7fa37a, 1), point{110, 494}, point{200, 330}, point{280, 400}, point{350, 300}, point{352, 494})
	c.fillOval(ink(0xf2c14e, 1), point{290, 220}, 34, 34)
	drawPerson(c, image.Rect(0, 160, 1200, 1500), 255, warmColours)
	c.drawRotatedText(64, ink(0xffffff, 0.55), point{990, 110}, 0, "SAMPLE")
	c.addNoise(7, light)
	return c
}
