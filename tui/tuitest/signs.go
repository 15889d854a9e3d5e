package tuitest

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// point is a place in a cell, from 0 to 1 in both directions.
type point struct{ x, y float64 }

// signStrokes are the signs that are drawn as lines through points.
var signStrokes = map[string][][]point{
	"✓": {{{.12, .56}, {.38, .74}, {.9, .28}}},
	"✗": {{{.14, .3}, {.86, .74}}, {{.86, .3}, {.14, .74}}},
	"↑": {{{.5, .76}, {.5, .26}}, {{.2, .42}, {.5, .26}, {.8, .42}}},
	"↓": {{{.5, .26}, {.5, .76}}, {{.2, .6}, {.5, .76}, {.8, .6}}},
	"←": {{{.95, .52}, {.05, .52}}, {{.35, .38}, {.05, .52}, {.35, .66}}},
	"→": {{{.05, .52}, {.95, .52}}, {{.65, .38}, {.95, .52}, {.65, .66}}},
}

// drawSign draws a sign that the font lacks, or that must touch its neighbours; false for
// any other.
func (p *painter) drawSign(at image.Rectangle, sign string, ink color.Color) bool {
	middle := image.Pt((at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2)
	switch sign {
	case "─":
		p.fill(image.Rect(at.Min.X, middle.Y, at.Max.X, middle.Y+1), ink)
	case "│":
		p.fill(image.Rect(middle.X, at.Min.Y, middle.X+1, at.Max.Y), ink)
	case "┃":
		p.fill(image.Rect(middle.X-1, at.Min.Y, middle.X+2, at.Max.Y), ink)
	case "▀":
		p.fill(image.Rect(at.Min.X, at.Min.Y, at.Max.X, middle.Y), ink)
	case "▸":
		p.fillShape(at, ink, []point{{.15, .28}, {.85, .52}, {.15, .76}})
	case "●":
		p.fillShape(at, ink, circle(.42))
	case "○":
		p.fillShape(at, ink, append(circle(.42), reverse(circle(.28))...))
	default:
		strokes, known := signStrokes[sign]
		for _, line := range strokes {
			for i := range line[:len(line)-1] {
				p.fillShape(at, ink, stroke(line[i], line[i+1]))
			}
		}
		return known
	}
	return true
}

func (p *painter) fill(r image.Rectangle, ink color.Color) {
	draw.Draw(p.image, r, image.NewUniform(ink), image.Point{}, draw.Src)
}

// fillShape fills a closed shape of a cell, with soft edges.
func (p *painter) fillShape(at image.Rectangle, ink color.Color, shape []point) {
	r := vector.NewRasterizer(at.Dx(), at.Dy())
	for i, q := range shape {
		x, y := float32(q.x*float64(at.Dx())), float32(q.y*float64(at.Dy()))
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(p.image, at, image.NewUniform(ink), image.Point{})
}

// circle is a circle in the middle of a cell; its radius is a part of the cell's width.
func circle(radius float64) []point {
	const corners = 48
	var shape []point
	for i := range corners + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		shape = append(shape, point{.5 + radius*cos, .52 + radius*sin*cellWidth/cellHeight})
	}
	return shape
}

func reverse(shape []point) []point {
	out := make([]point, 0, len(shape))
	for i := range shape {
		out = append(out, shape[len(shape)-1-i])
	}
	return out
}

// stroke is a line as a shape, 1.8 pixels wide.
func stroke(a, b point) []point {
	dx, dy := (b.x-a.x)*cellWidth, (b.y-a.y)*cellHeight
	scale := .9 / math.Hypot(dx, dy)
	nx, ny := -dy*scale/cellWidth, dx*scale/cellHeight
	return []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}}
}
