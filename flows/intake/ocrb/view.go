package ocrb

import "image"

// view is a picture, turned clockwise by quarters.
type view struct {
	img      *image.Gray
	quarters int
}

// turnMarks are marks of the picture as they are in the view.
func (v view) turnMarks(marks []mark) []mark {
	width, height := v.img.Rect.Dx(), v.img.Rect.Dy()
	turned := make([]mark, 0, len(marks))
	for _, m := range marks {
		switch v.quarters {
		case 1:
			m = mark{height - 1 - m.maxY, m.minX, height - 1 - m.minY, m.maxX}
		case 2:
			m = mark{width - 1 - m.maxX, height - 1 - m.maxY, width - 1 - m.minX, height - 1 - m.minY}
		case 3:
			m = mark{m.minY, width - 1 - m.maxX, m.maxY, width - 1 - m.minX}
		}
		if m.canBeSign() {
			turned = append(turned, m)
		}
	}
	return turned
}

// greyAt is the grey at a point of the view, between pixels.
func (v view) greyAt(x, y float64) float32 {
	right, bottom := float64(v.img.Rect.Dx()-1), float64(v.img.Rect.Dy()-1)
	switch v.quarters {
	case 1:
		x, y = y, bottom-x
	case 2:
		x, y = right-x, bottom-y
	case 3:
		x, y = right-y, x
	}
	return interpolate(v.img, x, y)
}

// sample takes a place out of a view, as large as the signs are.
func (v view) sample(x, y, pitch, slope float64) *grid {
	const width, height = signWidth + 2*play, signHeight + 2*play
	var g grid
	dot := pitch / signWidth
	for gy := range height {
		for gx := range width {
			dx, dy := (float64(gx)-width/2+0.5)*dot, (float64(gy)-height/2+0.5)*dot
			g[gy*width+gx] = v.greyAt(x+dx-slope*dy, y+dy+slope*dx)
		}
	}
	return &g
}

// interpolate is the grey at a point of a picture, between pixels.
func interpolate(img *image.Gray, x, y float64) float32 {
	maxX, maxY := img.Rect.Dx()-2, img.Rect.Dy()-2
	x, y = min(max(x, 0), float64(maxX)), min(max(y, 0), float64(maxY))
	left, top := int(x), int(y)
	fx, fy := float32(x-float64(left)), float32(y-float64(top))
	at := top*img.Stride + left
	a, b := float32(img.Pix[at]), float32(img.Pix[at+1])
	c, d := float32(img.Pix[at+img.Stride]), float32(img.Pix[at+img.Stride+1])
	return (a*(1-fx)+b*fx)*(1-fy) + (c*(1-fx)+d*fx)*fy
}
