package steps

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/flows"
	"dossier/tui/theme"
)

// PictureRenderer is the drawing of one picture in one size. Drawing costs more than all
// the rest of a frame, so the latest one is kept.
type PictureRenderer struct {
	key   pictureKey
	lines []string
}

// pictureKey is all that a drawing depends on.
type pictureKey struct {
	hash                   flows.SHA256
	w, h                   int // of the picture: a larger one may replace the small one
	cols, rows, turns      int
	colourless, darkWindow bool
}

// RenderPicture returns the picture of e in at most cols × rows cells.
func (r *PictureRenderer) RenderPicture(t theme.Theme, e FileReport, cols, rows int) []string {
	return r.RenderTurned(t, e.SHA256, e.Preview, 0, cols, rows)
}

// RenderTurned returns a picture in at most cols × rows cells, turned clockwise by a
// number of quarter turns.
func (r *PictureRenderer) RenderTurned(t theme.Theme, hash flows.SHA256, p Picture, turns, cols, rows int) []string {
	key := pictureKey{hash, p.W, p.H, cols, rows, turns % 4, t.Colourless, t.Dark}
	if r.lines != nil && r.key == key {
		return r.lines
	}
	if w, _ := p.fitDots(cols, rows); w == 0 {
		return nil
	}
	for range key.turns {
		p = p.rotate()
	}
	draw := renderHalfBlocks
	if t.Colourless {
		draw = func(p Picture, cols, rows int) []string { return renderDensity(p, t.Dark, cols, rows) }
	}
	*r = PictureRenderer{key, draw(p, cols, rows)}
	return r.lines
}

// fitDots is the size in dots in which a picture is drawn in cols × rows cells of two dots
// each, as large as they allow and never distorted: a cell is about twice as high as
// wide. It is zero for a picture that cannot be drawn.
func (p Picture) fitDots(cols, rows int) (w, h int) {
	if p.W <= 0 || p.H <= 0 || len(p.Pix) < p.W*p.H || cols <= 0 || rows <= 0 {
		return 0, 0
	}
	w, h = cols, max(p.H*cols/p.W, 1)
	if h > 2*rows {
		w, h = max(p.W*2*rows/p.H, 1), 2*rows
	}
	return w, h
}

// renderHalfBlocks draws a picture with two dots to a cell.
func renderHalfBlocks(p Picture, cols, rows int) []string {
	w, h := p.fitDots(cols, rows)
	lines := make([]string, 0, (h+1)/2)
	for y := 0; y < h; y += 2 {
		lines = append(lines, renderDotRows(p, w, h, y))
	}
	return lines
}

// renderDotRows draws two rows of dots as one line, equal neighbours in one run.
func renderDotRows(p Picture, w, h, y int) string {
	var line strings.Builder
	for x := 0; x < w; {
		top, low := p.meanColor(x, y, w, h), p.meanColor(x, min(y+1, h-1), w, h)
		from := x
		for x++; x < w && p.meanColor(x, y, w, h) == top && p.meanColor(x, min(y+1, h-1), w, h) == low; x++ {
		}
		style := lipgloss.NewStyle().Foreground(top.asColor())
		if y+1 < h {
			style = style.Background(low.asColor())
		}
		line.WriteString(style.Render(strings.Repeat("▀", x-from)))
	}
	return line.String()
}

// meanColor is the mean colour of the part of the picture that dot (x, y) of w × h
// stands for.
func (p Picture) meanColor(x, y, w, h int) RGB {
	x0, y0 := x*p.W/w, y*p.H/h
	x1, y1 := max((x+1)*p.W/w, x0+1), max((y+1)*p.H/h, y0+1)
	var r, g, b, n int
	for i := y0; i < y1; i++ {
		for _, dot := range p.Pix[i*p.W+x0 : i*p.W+x1] {
			r, g, b, n = r+int(dot.R), g+int(dot.G), b+int(dot.B), n+1
		}
	}
	return RGB{uint8(r / n), uint8(g / n), uint8(b / n)}
}

// rotate turns a picture clockwise by a quarter turn.
func (p Picture) rotate() Picture {
	out := Picture{W: p.H, H: p.W, Pix: make([]RGB, 0, p.W*p.H)}
	for y := range p.W {
		for x := range p.H {
			out.Pix = append(out.Pix, p.Pix[(p.H-1-x)*p.W+y])
		}
	}
	return out
}

func (r RGB) asColor() color.Color { return color.RGBA{r.R, r.G, r.B, 255} }

// Picture is a small image, two rows to a cell.
type Picture struct {
	W, H int
	Pix  []RGB
}

// RGB is one dot.
type RGB struct{ R, G, B uint8 }
