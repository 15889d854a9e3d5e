package ocrb

import (
	"cmp"
	"image"
	"iter"
	"math"
	"slices"
	"strings"

	"dossier/flows/intake/mrz"
)

// Reading is a zone that was found in a picture.
type Reading struct {
	mrz.Zone
	IsHeadSure bool // the signs of kind and issuer, which no check digit covers, could not be mistaken
}

// Bytes is how much memory in bytes Read takes at most for a picture of that many pixels: one
// for what is dark, and four for the marks that are followed.
func Bytes(pixels int64) int64 { return 5*pixels + 1<<20 }

// Limits that keep the time for a picture of anything under half a second.
const (
	mostMarks = 20_000 // a document has some thousands
	mostTries = 8      // of rows that could be the lines of a zone
)

// Read finds the machine-readable zone of a picture, upright or turned by quarters.
func Read(img *image.Gray) (Reading, bool) {
	marks := findMarks(img)
	if len(marks) > mostMarks {
		return Reading{}, false
	}
	tries := mostTries
	for quarters := range 4 {
		v := view{img, quarters}
		for rows := range zoneRows(findRows(v.turnMarks(marks))) {
			if tries == 0 {
				return Reading{}, false
			}
			tries--
			if r, ok := v.readRows(rows); ok {
				return r, true
			}
		}
	}
	return Reading{}, false
}

// zoneRows yields the rows that stand together and are as long as the lines of a zone, from
// the bottom of the picture up.
func zoneRows(rows []row) iter.Seq[[]row] {
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.y.at(0), a.y.at(0)) })
	return func(yield func([]row) bool) {
		for _, last := range rows {
			for _, second := range rows {
				if !last.isBelow(second) {
					continue
				}
				if hasLength(second, last) && !yield([]row{second, last}) {
					return
				}
				for _, first := range rows {
					if second.isBelow(first) && hasLength(first, second, last) && !yield([]row{first, second, last}) {
						return
					}
				}
			}
		}
	}
}

// hasLength reports whether the rows are about as long as so many lines are in some format.
func hasLength(rows ...row) bool {
	return slices.ContainsFunc(lineLengths[len(rows)], func(length int) bool { return fitLength(rows, length) })
}

func fitLength(rows []row, length int) bool {
	return !slices.ContainsFunc(rows, func(r row) bool { return max(length-r.places, r.places-length) > slack })
}

// lineLengths are the lengths of lines, by how many there are.
var lineLengths = map[int][]int{2: {44, 36}, 3: {30}}

// slack is how many signs may be missing at the ends of a line, or be marks beside it.
const slack = 2

func (v view) readRows(rows []row) (Reading, bool) {
	for _, length := range lineLengths[len(rows)] {
		if !fitLength(rows, length) {
			continue
		}
		lines := make([]line, len(rows))
		for i, r := range rows {
			lines[i] = line{view: v, row: r, missing: length - r.places, places: map[int]scores{}}
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
	for _, column := range []int{0, 2, 3, 4} {
		sure = sure && lines[0].isSure(begins[0]+column, f.SignsAt(0, column))
	}
	return Reading{zone, sure}, true
}

// line is a row whose places are compared with the signs once each.
type line struct {
	view    view
	row     row
	missing int
	places  map[int]scores
}

func (l line) scoresAt(place int) scores {
	s, ok := l.places[place]
	if !ok {
		x, y := l.row.x.at(float64(place)), l.row.y.at(float64(place))
		s = compare(l.view.sample(x, y, l.row.pitchAt(place), l.row.slopeAt(place)))
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
