package intake

import (
	"image"

	"golang.org/x/image/draw"
)

// previewSide is the longest side of a preview in pixels: enough to tell a front
// from a back, too little to read.
const previewSide = 96

// RGB is one pixel.
type RGB struct{ R, G, B uint8 }

// Preview is a small opaque picture to be drawn in a terminal.
type Preview struct {
	W, H int   // at most 96 pixels each
	Pix  []RGB // row by row, W·H of them
}

// newPreview scales down and then turns upright.
func newPreview(img *image.RGBA, orientation int) *Preview {
	small := img
	if size := img.Rect.Size(); max(size.X, size.Y) > previewSide {
		small = image.NewRGBA(fitRect(size, previewSide))
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
