package ocrb

import (
	"image"
	"math"
	"strings"

	"dossier/flows/intake/mrz"
)

// Reading is a zone that was found in a picture.
type Reading struct {
	mrz.Zone
	SureOfIssuer bool // its signs, which no check digit covers, could not be mistaken
}

// Read finds the machine-readable zone of a picture, upright or turned by quarters. It takes
// about 100 ms for 1,600 by 1,100 pixels.
func Read(img *image.Gray) (Reading, bool) {
	for _, turned := range []func() *image.Gray{
		func() *image.Gray { return img },
		func() *image.Gray { return turn(turn(img)) },
		func() *image.Gray { return turn(img) },
		func() *image.Gray { return turn(turn(turn(img))) },
	} {
		if r, ok := readUpright(turned()); ok {
			return r, true
		}
	}
	return Reading{}, false
}

// turn turns a picture by a quarter, clockwise.
func turn(img *image.Gray) *image.Gray {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	turned := image.NewGray(image.Rect(0, 0, height, width))
	for y := range height {
		for x := range width {
			turned.Pix[x*turned.Stride+height-1-y] = img.Pix[y*img.Stride+x]
		}
	}
	return turned
}

func readUpright(img *image.Gray) (Reading, bool) {
	rows := findRows(findMarks(img))
	for i, first := range rows {
		for j, second := range rows {
			if i == j || !second.isBelow(first) {
				continue
			}
			if r, ok := readRows(img, []row{first, second}); ok {
				return r, true
			}
			for k, third := range rows {
				if k == i || k == j || !third.isBelow(second) {
					continue
				}
				if r, ok := readRows(img, []row{first, second, third}); ok {
					return r, true
				}
			}
		}
	}
	return Reading{}, false
}

// lineLengths are the lengths of lines, by how many there are.
var lineLengths = map[int][]int{2: {44, 36}, 3: {30}}

// slack is how many signs may be missing at the ends of a line, or be marks beside it.
const slack = 2

func readRows(img *image.Gray, rows []row) (Reading, bool) {
	for _, length := range lineLengths[len(rows)] {
		lines := make([]line, len(rows))
		fits := true
		for i, r := range rows {
			missing := length - r.places
			fits = fits && missing >= -slack && missing <= slack
			lines[i] = line{img: img, row: r, missing: missing, places: map[int]scores{}}
		}
		if !fits {
			continue
		}
		for _, f := range mrz.Formats(len(rows), length) {
			if r, ok := readFormat(f, lines, length); ok {
				return r, true
			}
		}
	}
	return Reading{}, false
}

// readFormat reads lines in one format, from every place at which each can begin.
func readFormat(f mrz.Format, lines []line, length int) (Reading, bool) {
	texts := make([]string, len(lines))
	begins := make([]int, len(lines))
	for i := range lines {
		begins[i] = lines[i].likeliestBegin(f, i, length)
		texts[i] = lines[i].text(f, i, begins[i], length)
	}
	zone, err := mrz.Parse(f, texts)
	if err != nil {
		return Reading{}, false
	}
	sure := true
	for column := 2; column < 5; column++ {
		sure = sure && lines[0].isSure(begins[0]+column, f.SignsAt(0, column))
	}
	return Reading{zone, sure}, true
}

// line is a row whose places are compared with the signs once each.
type line struct {
	img     *image.Gray
	row     row
	missing int
	places  map[int]scores
}

func (l line) scoresAt(place int) scores {
	s, ok := l.places[place]
	if !ok {
		x, y := l.row.x.at(float64(place)), l.row.y.at(float64(place))
		s = compare(sample(l.img, x, y, l.row.pitchAt(place), l.row.slopeAt(place)))
		l.places[place] = s
	}
	return s
}

// likeliestBegin is the place at which a line of this format begins: where its signs are
// most like those that can stand there.
func (l line) likeliestBegin(f mrz.Format, number, length int) int {
	best, begin := float32(math.Inf(-1)), 0
	for from := min(0, -l.missing); from <= max(0, -l.missing); from++ {
		var sum float32
		for column := range length {
			_, score, _ := pick(l.scoresAt(from+column), f.SignsAt(number, column))
			sum += score
		}
		if sum > best {
			best, begin = sum, from
		}
	}
	return begin
}

func (l line) text(f mrz.Format, number, begin, length int) string {
	var b strings.Builder
	for column := range length {
		sign, _, _ := pick(l.scoresAt(begin+column), f.SignsAt(number, column))
		b.WriteByte(sign)
	}
	return b.String()
}

// Thresholds for signs that no check digit covers.
const (
	sureScore  = 0.75
	sureMargin = 0.06
)

func (l line) isSure(place int, signs mrz.Alphabet) bool {
	_, score, margin := pick(l.scoresAt(place), signs)
	return score >= sureScore && margin >= sureMargin
}

// pick is the sign that is most alike, of those that can stand there, and by how much it is
// more so than the next.
func pick(s scores, signs mrz.Alphabet) (sign byte, score, margin float32) {
	score, second := float32(-2), float32(-2)
	for i := range len(Alphabet) {
		if strings.IndexByte(string(signs), Alphabet[i]) < 0 {
			continue
		}
		switch {
		case s[i] > score:
			sign, score, second = Alphabet[i], s[i], score
		case s[i] > second:
			second = s[i]
		}
	}
	return sign, score, score - second
}

// sample takes a place out of a picture, as large as the signs are.
func sample(img *image.Gray, x, y, pitch, slope float64) *grid {
	const width, height = signWidth + 2*play, signHeight + 2*play
	var g grid
	dot := pitch / signWidth
	for gy := range height {
		for gx := range width {
			dx, dy := (float64(gx)-width/2+0.5)*dot, (float64(gy)-height/2+0.5)*dot
			g[gy*width+gx] = interpolate(img, x+dx-slope*dy, y+dy+slope*dx)
		}
	}
	return &g
}

// interpolate is the grey at a point between pixels.
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
