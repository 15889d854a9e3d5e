package tuitest

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The cells of a drawn screen, in pixels, and the margin around it.
const (
	cellWidth, cellHeight = 11, 23
	fontSize              = 18.3 // its signs are 11 pixels wide
	margin                = 16
)

// Look is the ground of a drawn terminal.
type Look struct{ Paper, Ink color.RGBA }

// The looks.
var (
	DarkLook  = Look{color.RGBA{0x14, 0x15, 0x1a, 255}, color.RGBA{0xd6, 0xd6, 0xd0, 255}}
	LightLook = Look{color.RGBA{0xfb, 0xfb, 0xf8, 255}, color.RGBA{0x22, 0x24, 0x2a, 255}}
)

// DrawScreen draws a frame of w × h cells, with its colours, as a person would see it in a
// terminal. It needs no terminal, no font of the system and no other program: letters come
// from Go Mono, the signs that it lacks are drawn here. An unknown sign is an error.
func DrawScreen(frame string, w, h int, look Look) (image.Image, error) {
	emulator := vt.NewEmulator(w, h)
	if _, err := emulator.WriteString(strings.ReplaceAll(frame, "\n", "\r\n")); err != nil {
		return nil, err
	}
	painter, err := newPainter(w, h, look)
	if err != nil {
		return nil, err
	}
	for y := range h {
		for x := range w {
			if cell := emulator.CellAt(x, y); cell != nil {
				if err := painter.drawCell(x, y, cell); err != nil {
					return nil, err
				}
			}
		}
	}
	return painter.image, nil
}

// painter draws cells.
type painter struct {
	image       *image.RGBA
	look        Look
	plain, bold font.Face
}

func newPainter(w, h int, look Look) (*painter, error) {
	p := &painter{image: image.NewRGBA(image.Rect(0, 0, w*cellWidth+2*margin, h*cellHeight+2*margin)), look: look}
	draw.Draw(p.image, p.image.Rect, image.NewUniform(look.Paper), image.Point{}, draw.Src)
	var err error
	if p.plain, err = newFace(gomono.TTF); err != nil {
		return nil, err
	}
	p.bold, err = newFace(gomonobold.TTF)
	return p, err
}

func newFace(ttf []byte) (font.Face, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
}

func (p *painter) drawCell(x, y int, cell *uv.Cell) error {
	at := image.Rect(0, 0, cellWidth, cellHeight).Add(image.Pt(margin+x*cellWidth, margin+y*cellHeight))
	if cell.Style.Bg != nil {
		draw.Draw(p.image, at, image.NewUniform(cell.Style.Bg), image.Point{}, draw.Src)
	}
	ink := color.Color(p.look.Ink)
	if cell.Style.Fg != nil {
		ink = cell.Style.Fg
	}
	text := strings.TrimSpace(cell.Content)
	if text == "" || p.drawSign(at, text, ink) {
		return nil
	}
	return p.drawLetter(at, []rune(text)[0], ink, cell.Style.Attrs&uv.AttrBold != 0)
}

func (p *painter) drawLetter(at image.Rectangle, r rune, ink color.Color, bold bool) error {
	face := p.plain
	if bold {
		face = p.bold
	}
	if _, known := face.GlyphAdvance(r); !known {
		return fmt.Errorf("the font has no %q (U+%04X); draw it in signs.go", r, r)
	}
	d := font.Drawer{Dst: p.image, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(at.Min.X, at.Max.Y-6)}
	d.DrawString(string(r))
	return nil
}
