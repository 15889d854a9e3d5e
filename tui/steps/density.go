package steps

import "strings"

// inkLevels are signs in the order of how much ink they have, as every terminal font
// draws them.
const inkLevels = " .:-=+*#%@"

// leastSpread is the range of grey that is spread over all signs: a picture with less, such
// as one that is all dark, must not look better than it is.
const leastSpread = 64

// renderDensity draws a picture without colours, one sign to a cell: the more ink, the
// brighter in a dark window, and the darker in a light one. The picture's own range of
// grey is spread over all signs, so that a pale scan shows something too.
func renderDensity(p Picture, darkWindow bool, cols, rows int) []string {
	w, dots := p.fitDots(cols, rows)
	h := max(dots/2, 1)
	grey := make([]int, 0, w*h)
	least, most := 255, 0
	for y := range h {
		for x := range w {
			v := p.meanColor(x, y, w, h).luminance()
			grey, least, most = append(grey, v), min(least, v), max(most, v)
		}
	}
	lines := make([]string, h)
	for y := range h {
		var line strings.Builder
		for _, v := range grey[y*w : (y+1)*w] {
			line.WriteByte(inkFor(v, least, most, darkWindow))
		}
		lines[y] = line.String()
	}
	return lines
}

// inkFor is the sign for a grey value between the least and the most of a picture.
func inkFor(v, least, most int, darkWindow bool) byte {
	level := (v - least) * (len(inkLevels) - 1) / max(most-least, leastSpread)
	if !darkWindow {
		level = len(inkLevels) - 1 - level
	}
	return inkLevels[level]
}

// luminance is the brightness from 0 to 255, with the weights of ITU-R BT.601.
func (r RGB) luminance() int { return (299*int(r.R) + 587*int(r.G) + 114*int(r.B)) / 1000 }
