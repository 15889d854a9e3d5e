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

// canBeSign reports whether a mark can be an upright sign.
func (m mark) canBeSign() bool { return m.height() >= leastMark && m.width() <= m.height()*3/2 }

// findMarks finds the marks of a picture that can be signs, upright or not.
func findMarks(img *image.Gray) []mark {
	isDark := findDark(img)
	width, height := img.Rect.Dx(), img.Rect.Dy()
	var list []mark
	var stack []int32
	for start := range isDark {
		if !isDark[start] {
			continue
		}
		m := mark{minX: width, minY: height}
		isDark[start] = false
		for stack = append(stack[:0], int32(start)); len(stack) > 0; {
			at := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			x, y := at%width, at/width
			m = mark{min(m.minX, x), min(m.minY, y), max(m.maxX, x), max(m.maxY, y)}
			for ny := max(y-1, 0); ny <= min(y+1, height-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, width-1); nx++ {
					if next := ny*width + nx; isDark[next] {
						isDark[next] = false
						stack = append(stack, int32(next))
					}
				}
			}
		}
		if max(m.width(), m.height()) >= leastMark && max(m.width(), m.height()) <= mostMark {
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
	half := max(width, height) / 64
	isDark := make([]bool, width*height)
	columns := make([]int, width) // sums of the rows from top to bottom
	top, bottom := 0, 0
	for y := range height {
		for ; bottom < min(y+half+1, height); bottom++ {
			addRow(columns, img, bottom, 1)
		}
		for ; top < y-half; top++ {
			addRow(columns, img, top, -1)
		}
		sum, left, right := 0, 0, 0
		for x := range width {
			for ; right < min(x+half+1, width); right++ {
				sum += columns[right]
			}
			for ; left < x-half; left++ {
				sum -= columns[left]
			}
			area := (bottom - top) * (right - left)
			isDark[y*width+x] = int(img.Pix[y*img.Stride+x])*area*100 < sum*darkPercent
		}
	}
	return isDark
}

// darkPercent is how bright a pixel of a sign is at most, of the mean around it.
const darkPercent = 82

// addRow adds a row of pixels to sums, or takes it off.
func addRow(sums []int, img *image.Gray, y, sign int) {
	for x := range sums {
		sums[x] += sign * int(img.Pix[y*img.Stride+x])
	}
}
