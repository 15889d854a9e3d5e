package ocrb

// curve is a polynomial of degree 2: a line in perspective is a little denser at its far end.
type curve [3]float64

func (c curve) at(x float64) float64 { return c[0] + x*(c[1]+x*c[2]) }

// slopeAt is the derivative.
func (c curve) slopeAt(x float64) float64 { return c[1] + 2*x*c[2] }

// fitCurve is the curve through points by least squares. It needs three different xs.
func fitCurve(xs, ys []float64) curve {
	var m [3][4]float64 // the normal equations
	for i, x := range xs {
		powers := [3]float64{1, x, x * x}
		for row := range 3 {
			for column := range 3 {
				m[row][column] += powers[row] * powers[column]
			}
			m[row][3] += powers[row] * ys[i]
		}
	}
	// The matrix is positive definite, so that no pivot is 0 (Cholesky).
	for row := range 3 {
		for below := row + 1; below < 3; below++ {
			factor := m[below][row] / m[row][row]
			for column := row; column < 4; column++ {
				m[below][column] -= factor * m[row][column]
			}
		}
	}
	var c curve
	for row := 2; row >= 0; row-- {
		c[row] = m[row][3]
		for column := row + 1; column < 3; column++ {
			c[row] -= m[row][column] * c[column]
		}
		c[row] /= m[row][row]
	}
	return c
}
