package steps

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/flows"
)

// art is the drawing of one picture in one size. Drawing costs more than all
// the rest of a frame, so the latest one is kept.
type art struct {
	of         flows.SHA256
	cols, rows int
	lines      []string
}

// draw returns the picture of e in at most cols × rows cells.
func (a *art) draw(e Examined, cols, rows int) []string {
	if a.lines == nil || a.of != e.SHA256 || a.cols != cols || a.rows != rows {
		*a = art{e.SHA256, cols, rows, halfBlocks(e.Preview, cols, rows)}
	}
	return a.lines
}

// halfBlocks draws a picture with two dots to a cell, as large as cols × rows
// cells allow and never distorted: a cell is about twice as high as wide.
func halfBlocks(p Picture, cols, rows int) []string {
	if p.W <= 0 || p.H <= 0 || len(p.Pix) < p.W*p.H || cols <= 0 || rows <= 0 {
		return nil
	}
	w, h := cols, max(p.H*cols/p.W, 1)
	if h > 2*rows {
		w, h = max(p.W*2*rows/p.H, 1), 2*rows
	}
	lines := make([]string, 0, (h+1)/2)
	for y := 0; y < h; y += 2 {
		lines = append(lines, dots(p, w, h, y))
	}
	return lines
}

// dots draws two rows of dots as one line, equal neighbours in one run.
func dots(p Picture, w, h, y int) string {
	var line strings.Builder
	for x := 0; x < w; {
		top, low := p.mean(x, y, w, h), p.mean(x, min(y+1, h-1), w, h)
		from := x
		for x++; x < w && p.mean(x, y, w, h) == top && p.mean(x, min(y+1, h-1), w, h) == low; x++ {
		}
		style := lipgloss.NewStyle().Foreground(top.color())
		if y+1 < h {
			style = style.Background(low.color())
		}
		line.WriteString(style.Render(strings.Repeat("▀", x-from)))
	}
	return line.String()
}

// mean is the mean colour of the part of the picture that dot (x, y) of w × h
// stands for.
func (p Picture) mean(x, y, w, h int) RGB {
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

func (c RGB) color() color.Color { return color.RGBA{c.R, c.G, c.B, 255} }
