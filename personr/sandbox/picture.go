package sandbox

import (
	"errors"
	"image"
	"image/color"
	"math"
)

// errUndecodable says that a file has the right first bytes and still cannot be measured.
var errUndecodable = errors.New("the picture cannot be decoded")

// Measures is what the judge sees in a picture. All values refer to the picture's brightness
// (0 black to 255 white), scaled down so that the long side has at most 512 pixels.
type Measures struct {
	// Sharpness is the variance of the Laplacian.
	Sharpness float64
	// Brightness is the mean, Contrast the standard deviation of the brightness.
	Brightness, Contrast float64

	thumb [thumbSide * thumbSide]float64
}

// Measure decodes a JPEG or PNG and measures it. It returns an error when the content cannot be
// decoded or has more than MaxPixels pixels, which it knows before decoding.
func Measure(content []byte) (Measures, error) {
	if !readStructure(content).isWithinMaxPixels() {
		return Measures{}, errUndecodable
	}
	img, err := decodePicture(content)
	if err != nil {
		return Measures{}, errUndecodable
	}
	size := img.Bounds().Size()
	scale := max(1, float64(max(size.X, size.Y))/measuredSide)
	p := downscale(img, max(1, int(float64(size.X)/scale)), max(1, int(float64(size.Y)/scale)))
	m := Measures{Sharpness: p.laplacianVariance()}
	m.Brightness, m.Contrast = p.meanAndDeviation()
	copy(m.thumb[:], p.resize(thumbSide, thumbSide).v)
	return m, nil
}

// greyPlane is a grey picture, row by row.
type greyPlane struct {
	w, h int
	v    []float64
}

// downscale averages the picture's brightness over boxes: unlike nearest-neighbour it does not make
// a blurred picture look sharp, and it touches each pixel once.
func downscale(img image.Image, w, h int) greyPlane {
	b := img.Bounds()
	sum, count := make([]float64, w*h), make([]float64, w*h)
	grey := brightnessReader(img)
	for y := range b.Dy() {
		row := y * h / b.Dy() * w
		for x := range b.Dx() {
			at := row + x*w/b.Dx()
			sum[at] += grey(b.Min.X+x, b.Min.Y+y)
			count[at]++
		}
	}
	for i := range sum {
		sum[i] /= max(1, count[i])
	}
	return greyPlane{w, h, sum}
}

// brightnessReader reads the brightness directly where the format stores it, because going through
// color.Model for each pixel of a camera picture takes seconds.
func brightnessReader(img image.Image) func(x, y int) float64 {
	switch p := img.(type) {
	case *image.YCbCr:
		return func(x, y int) float64 { return float64(p.Y[p.YOffset(x, y)]) }
	case *image.Gray:
		return func(x, y int) float64 { return float64(p.Pix[p.PixOffset(x, y)]) }
	case *image.RGBA:
		return func(x, y int) float64 { return rgbGrey(p.Pix[p.PixOffset(x, y):]) }
	case *image.NRGBA:
		return func(x, y int) float64 { return rgbGrey(p.Pix[p.PixOffset(x, y):]) }
	}
	return func(x, y int) float64 {
		return float64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
	}
}

func rgbGrey(pix []uint8) float64 {
	return 0.299*float64(pix[0]) + 0.587*float64(pix[1]) + 0.114*float64(pix[2])
}

// resize makes a small picture of exactly w by h; a smaller original is repeated, not refused.
func (p greyPlane) resize(w, h int) greyPlane {
	out := greyPlane{w, h, make([]float64, w*h)}
	for y := range h {
		y0, y1 := cellRange(y, h, p.h)
		for x := range w {
			x0, x1 := cellRange(x, w, p.w)
			out.v[y*w+x] = p.boxMean(x0, x1, y0, y1)
		}
	}
	return out
}

// cellRange returns the pixels [from, to) of an axis of length n that fall on cell i of cells.
func cellRange(i, cells, n int) (from, to int) {
	from = i * n / cells
	return from, max(from+1, (i+1)*n/cells)
}

func (p greyPlane) boxMean(x0, x1, y0, y1 int) float64 {
	sum := 0.0
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			sum += p.v[y*p.w+x]
		}
	}
	return sum / float64((x1-x0)*(y1-y0))
}

// laplacianVariance is the usual measure of blur: edges give large second derivatives.
func (p greyPlane) laplacianVariance() float64 {
	var sum, squares, n float64
	for y := 1; y < p.h-1; y++ {
		for x := 1; x < p.w-1; x++ {
			i := y*p.w + x
			l := p.v[i-1] + p.v[i+1] + p.v[i-p.w] + p.v[i+p.w] - 4*p.v[i]
			sum, squares, n = sum+l, squares+l*l, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return squares/n - (sum/n)*(sum/n)
}

// meanAndDeviation returns mean and standard deviation.
func (p greyPlane) meanAndDeviation() (mean, deviation float64) {
	var sum, squares float64
	for _, v := range p.v {
		sum, squares = sum+v, squares+v*v
	}
	n := float64(len(p.v))
	mean = sum / n
	return mean, math.Sqrt(max(0, squares/n-mean*mean))
}
