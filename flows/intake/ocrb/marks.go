package ocrb

import "image"

// mark is a group of dark pixels that touch each other.
type mark struct{ minX, minY, maxX, maxY int } // the last ones are in it

func (m mark) width() int       { return m.maxX - m.minX + 1 }
func (m mark) height() int      { return m.maxY - m.minY + 1 }
func (m mark) middleX() float64 { return float64(m.minX+m.maxX) / 2 }
func (m mark) middleY() float64 { return float64(m.minY+m.maxY) / 2 }

// Sizes of marks that can be signs, in pixels. Under the smaller one, signs cannot be told
// apart.
const (
	leastMark = 7
	mostMark  = 80
)

// findMarks finds the marks of a picture that can be signs.
func findMarks(img *image.Gray) []mark {
	isDark := findDark(img)
	width, height := img.Rect.Dx(), img.Rect.Dy()
	var list []mark
	var stack []int
	for start := range isDark {
		if !isDark[start] {
			continue
		}
		m := mark{minX: width, minY: height}
		isDark[start] = false
		for stack = append(stack[:0], start); len(stack) > 0; {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%width, at/width
			m = mark{min(m.minX, x), min(m.minY, y), max(m.maxX, x), max(m.maxY, y)}
			for ny := max(y-1, 0); ny <= min(y+1, height-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, width-1); nx++ {
					if next := ny*width + nx; isDark[next] {
						isDark[next] = false
						stack = append(stack, next)
					}
				}
			}
		}
		if m.height() >= leastMark && m.height() <= mostMark && m.width() <= m.height()*3/2 {
			list = append(list, m)
		}
	}
	return list
}

// findDark finds what is darker than its surroundings (Bradley and Roth, "Adaptive
// Thresholding Using the Integral Image", 2007: a window of an eighth of the picture's width
// there; one of about two signs here, as the paper of passports is coloured).
func findDark(img *image.Gray) []bool {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	sums := integrate(img)
	half := max(width, height) / 64
	isDark := make([]bool, width*height)
	for y := range height {
		top, bottom := max(y-half, 0), min(y+half+1, height)
		for x := range width {
			left, right := max(x-half, 0), min(x+half+1, width)
			area := (bottom - top) * (right - left)
			sum := sums[bottom*(width+1)+right] - sums[top*(width+1)+right] - sums[bottom*(width+1)+left] + sums[top*(width+1)+left]
			isDark[y*width+x] = int64(img.Pix[y*img.Stride+x])*int64(area)*100 < int64(sum)*darkPercent
		}
	}
	return isDark
}

// darkPercent is how bright a pixel of a sign is at most, of the mean around it.
const darkPercent = 82

// integrate returns for each corner of a pixel the sum of all pixels above it and to its left.
func integrate(img *image.Gray) []uint32 {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	sums := make([]uint32, (width+1)*(height+1))
	for y := range height {
		var row uint32
		for x := range width {
			row += uint32(img.Pix[y*img.Stride+x])
			sums[(y+1)*(width+1)+x+1] = sums[y*(width+1)+x+1] + row
		}
	}
	return sums
}
