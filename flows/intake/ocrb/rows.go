package ocrb

import (
	"math"
	"slices"
)

// row is a line of signs at equal distances: where the middle of each place is.
type row struct {
	x, y   curve
	places int // from the first mark to the last
}

// pitchAt is the distance from a place to the next.
func (r row) pitchAt(place int) float64 {
	return math.Hypot(r.x.slopeAt(float64(place)), r.y.slopeAt(float64(place)))
}

// slopeAt is how much a row rises, of its way along x.
func (r row) slopeAt(place int) float64 {
	return r.y.slopeAt(float64(place)) / r.x.slopeAt(float64(place))
}

// leastMarks is how many marks make a row. The shortest line has thirty signs, some of which
// may touch or be broken.
const leastMarks = 20

// findRows finds the rows among marks.
func findRows(marks []mark) []row {
	slices.SortFunc(marks, func(a, b mark) int { return a.minX - b.minX })
	isUsed := make([]bool, len(marks))
	var list []row
	for i := range marks {
		if isUsed[i] {
			continue
		}
		chain := followMarks(marks, isUsed, i)
		if len(chain) < leastMarks {
			continue
		}
		if r, ok := fitRow(chain); ok {
			list = append(list, r)
		}
	}
	return list
}

// followMarks goes from a mark to the nearest one on its right, and so on.
func followMarks(marks []mark, isUsed []bool, start int) []mark {
	chain := []mark{marks[start]}
	for at := start; ; {
		next := nearestRight(marks, isUsed, at)
		if next < 0 {
			break
		}
		chain = append(chain, marks[next])
		isUsed[next] = true
		at = next
	}
	return chain
}

// nearestRight is the nearest mark of about the same height in the same line; -1 if there is
// none within three places.
func nearestRight(marks []mark, isUsed []bool, at int) int {
	m := marks[at]
	for i := at + 1; i < len(marks) && float64(marks[i].minX) < m.middleX()+3.5*float64(m.height()); i++ {
		n := marks[i]
		tall, short := max(m.height(), n.height()), min(m.height(), n.height())
		isAlike := short*2 >= tall && math.Abs(n.middleY()-m.middleY()) < 0.4*float64(tall)
		if !isUsed[i] && isAlike && n.middleX() > m.middleX()+0.3*float64(tall) {
			return i
		}
	}
	return -1
}

// fitRow finds the places of marks, and reports whether they stand at equal distances.
func fitRow(chain []mark) (row, bool) {
	step := medianStep(chain)
	if step < leastMark*0.8 {
		return row{}, false
	}
	xs, ys, places := make([]float64, len(chain)), make([]float64, len(chain)), make([]float64, len(chain))
	for i, m := range chain {
		xs[i], ys[i] = m.middleX(), m.middleY()
		if i > 0 { // from mark to mark, because a step that is slightly wrong adds up over a line
			places[i] = places[i-1] + math.Round((xs[i]-xs[i-1])/step)
		}
	}
	r := row{x: fitCurve(places, xs), y: fitCurve(places, ys), places: int(places[len(places)-1]) + 1}
	onPlace := 0
	for i, place := range places {
		if math.Abs(xs[i]-r.x.at(place)) < 0.25*step && math.Abs(ys[i]-r.y.at(place)) < 0.25*step {
			onPlace++
		}
	}
	return r, onPlace*10 >= len(xs)*8
}

// medianStep is the distance of most neighbours.
func medianStep(chain []mark) float64 {
	var steps []float64
	for i := 1; i < len(chain); i++ {
		steps = append(steps, chain[i].middleX()-chain[i-1].middleX())
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// isBelow reports whether a row is the next line of the same zone.
func (r row) isBelow(above row) bool {
	pitch := above.pitchAt(0)
	if math.Abs(r.pitchAt(0)-pitch) > 0.08*pitch || math.Abs(r.slopeAt(0)-above.slopeAt(0)) > 0.04 {
		return false
	}
	along := (r.x.at(0) - above.x.at(0)) / pitch
	distance := (r.y.at(0) - above.y.at(along)) / pitch
	return distance > 1.5 && distance < 3.5 && math.Abs(along) < 6
}
