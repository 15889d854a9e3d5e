package sample

import (
	"image"
	"image/color"
	"math"
)

// The sample card lies on a desk, with a margin around it.
var (
	cardSize = image.Rect(0, 0, 1600, 1000)
	cardEdge = cardSize.Inset(56)
)

// The colours of the sample card.
const (
	navy   = 0x16325c
	teal   = 0x0f5c54
	slate  = 0x2b3440
	muted  = 0x5d6b7c
	signal = 0xb3261e
)

// drawBlankCard draws the desk, the blank card with its shadow, and the fine pattern
// that makes a real one hard to copy.
func drawBlankCard(paper, pattern uint32, rosette point) canvas {
	c := newCanvas(cardSize.Dx(), cardSize.Dy())
	c.fillRect(ink(0x4a3f37, 1), c.Rect)
	for i := range 60 { // the grain of the wood
		y0 := float64(i) * 17
		c.drawCurve(ink(0x2c241f, 0.25), 2+float64(i%5), 0, 1600, func(x float64) float64 {
			return y0 + 9*math.Sin(x/310+float64(i*i)) + 4*math.Sin(x/97+float64(i))
		})
	}
	for i := range 6 {
		c.fillRoundedRect(ink(0x000000, 0.11), cardEdge.Inset(-2*i).Add(image.Pt(6, 10)), 56)
	}
	c.fillRoundedRect(ink(paper, 1), cardEdge, 48)
	c.drawGuilloche(pattern)
	for ring := range 14 {
		c.drawRosette(ink(pattern, 0.5), rosette, 40+float64(ring)*9, float64(ring)*0.21)
	}
	return c
}

// drawGuilloche draws bundles of waves that run into each other.
func (c canvas) drawGuilloche(colour uint32) {
	x0, x1 := float64(cardEdge.Min.X+24), float64(cardEdge.Max.X-24)
	for i := range 44 {
		middle := float64(cardEdge.Min.Y) + 28 + float64(i)*19.5
		phase := float64(i) * 0.37
		c.drawCurve(ink(colour, 0.30), 1.5, x0, x1, func(x float64) float64 {
			return middle + 14*math.Sin(x/83+phase)*math.Sin(x/411)
		})
		c.drawCurve(ink(colour, 0.22), 1.2, x0, x1, func(x float64) float64 {
			return middle + 14*math.Cos(x/61-phase)*math.Cos(x/290)
		})
	}
}

// drawRosette draws one ring of a guilloche rosette.
func (c canvas) drawRosette(paint color.Color, center point, radius, phase float64) {
	const steps = 1800
	for i := range steps {
		angle := 2 * math.Pi * float64(i) / steps
		sin, cos := math.Sincos(angle)
		r := radius * (1 + 0.16*math.Sin(12*angle+phase))
		x, y := int(center.x+r*cos), int(center.y+r*sin)
		c.fillRect(paint, image.Rect(x, y, x+2, y+2))
	}
}

// drawWatermark says on every sample that it belongs to nobody.
func (c canvas) drawWatermark(colour uint32) {
	c.drawRotatedText(205, ink(colour, 0.26), point{830, 560}, 0.40, "SPECIMEN")
}

func drawCardFront() canvas {
	c := drawBlankCard(0xeaf1f8, 0x4f86c6, point{1345, 620})
	f := loadFonts()
	head := image.Rect(cardEdge.Min.X, 104, cardEdge.Max.X, 214)
	c.fillRect(ink(navy, 1), head)
	c.drawText(f.bold, 58, ink(0xffffff, 1), 112, 180, "REPUBLIC OF UTOPIA")
	c.drawText(f.regular, 38, ink(0xcfe0f5, 1), 1110, 177, "IDENTITY CARD")

	portrait := image.Rect(112, 262, 502, 782)
	c.fillRoundedRect(ink(0xb9c9da, 1), portrait, 14)
	drawPerson(c, portrait, 97, warmColours)
	c.drawChip(image.Rect(1330, 262, 1490, 382))

	fields := []struct{ label, value string }{
		{"Surname", "SPECIMEN"}, {"Given names", "EXAMPLE"}, {"Nationality", "UTOPIAN"},
		{"Date of birth", "01 JAN 1990"}, {"Date of expiry", "31 DEC 2099"},
	}
	for i, field := range fields {
		c.drawField(548, 290+i*100, field.label, field.value)
	}
	c.drawField(900, 490, "Sex", "X")
	c.drawField(900, 590, "Card no.", "X00000000")
	c.drawSignature(point{170, 850})
	c.drawText(f.regular, 24, ink(muted, 1), 112, 912, "Signature of the holder")
	c.drawText(f.regular, 24, ink(muted, 1), 548, 880, "A drawing for trying things out. Nobody's document.")
	c.drawWatermark(signal)
	c.addNoise(5, 1)
	return c
}

func (c canvas) drawField(x, y int, label, value string) {
	c.drawText(loadFonts().regular, 25, ink(muted, 1), x, y, label)
	c.drawText(loadFonts().bold, 44, ink(slate, 1), x, y+46, value)
}

// drawChip draws the gold contacts of a chip.
func (c canvas) drawChip(r image.Rectangle) {
	c.fillRoundedRect(ink(0xd9b44a, 1), r, 20)
	line := ink(0x7d6218, 0.9)
	for i := 1; i < 3; i++ {
		y := r.Min.Y + i*r.Dy()/3
		c.fillRect(line, image.Rect(r.Min.X, y, r.Max.X, y+3))
	}
	for i := 1; i < 3; i++ {
		x := r.Min.X + i*r.Dx()/3
		c.fillRect(line, image.Rect(x, r.Min.Y, x+3, r.Max.Y))
	}
	c.fillRoundedRect(ink(0xe7c968, 1), r.Inset(38), 12)
}

// drawSignature draws a flourish.
func (c canvas) drawSignature(at point) {
	for i := range 3 {
		lift := float64(i)
		c.drawCurve(ink(0x1d2b6b, 0.9), 5-lift, at.x, at.x+270, func(x float64) float64 {
			t := (x - at.x) / 270
			return at.y + lift + 26*math.Sin(t*31)*(1-t) - 16*t*math.Sin(t*9)
		})
	}
}

func drawCardBack() canvas {
	c := drawBlankCard(0xe9f4ee, 0x3f9f86, point{815, 430})
	f := loadFonts()
	c.fillRect(ink(0x22282c, 1), image.Rect(cardEdge.Min.X, 104, cardEdge.Max.X, 204))
	c.drawField(112, 270, "Address", "1 SAMPLE STREET, EXAMPLEVILLE")
	c.drawField(112, 380, "Place of birth", "NOWHERE")
	c.drawField(430, 380, "Height", "1.75 m")
	c.drawField(112, 490, "Authority", "OFFICE OF SPECIMENS")
	c.drawText(f.regular, 24, ink(muted, 1), 112, 590, "A drawing for trying things out. Nobody's document.")
	c.drawBarcode(image.Rect(1000, 330, 1490, 450))
	c.fillRect(ink(0xffffff, 0.75), image.Rect(cardEdge.Min.X, 640, cardEdge.Max.X, 890))
	for i, line := range machineLines {
		c.drawText(f.mono, 77, ink(0x101418, 1), 104, 720+i*74, line)
	}
	c.drawWatermark(teal)
	c.addNoise(5, 1)
	return c
}

// machineLines are laid out as ICAO Doc 9303 part 5 says, with right check
// digits, for the state of Utopia that it reserves for specimens.
var machineLines = [3]string{
	"I<UTOX000000001<<<<<<<<<<<<<<<",
	"9001011<9912315UTO<<<<<<<<<<<4",
	"SPECIMEN<<EXAMPLE<<<<<<<<<<<<<",
}

// drawBarcode draws stripes that mean nothing.
func (c canvas) drawBarcode(r image.Rectangle) {
	c.fillRect(ink(0xffffff, 1), r)
	x, state := r.Min.X+16, uint32(7)
	for x < r.Max.X-24 {
		state = state*1664525 + 1013904223
		width := 2 + int(state>>29)
		c.fillRect(ink(0x101418, 1), image.Rect(x, r.Min.Y+10, x+width, r.Max.Y-10))
		x += width + 3 + int(state>>28&3)*2
	}
}
