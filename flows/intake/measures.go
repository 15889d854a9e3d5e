package intake

import (
	"context"
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
)

// measuredSide is the length in pixels to which pictures are brought before they are
// measured, because the Laplacian depends on the scale.
const measuredSide = 1000

// normaliseSize makes an opaque copy with a long side of at most 1,000 pixels.
// Smaller pictures keep their size: enlarging would blur them.
func normaliseSize(ctx context.Context, img image.Image) (*image.RGBA, error) {
	size := img.Bounds().Size()
	small, err := averageDown(ctx, img, max(1, max(size.X, size.Y)/measuredSide))
	if err != nil {
		return nil, err
	}
	size = small.Bounds().Size()
	if max(size.X, size.Y) <= measuredSide {
		return small, nil
	}
	exact := image.NewRGBA(fitRect(size, measuredSide))
	draw.ApproxBiLinear.Scale(exact, exact.Bounds(), small, small.Bounds(), draw.Src, nil)
	return exact, nil
}

// averageDown averages squares of by × by pixels. It needs no memory besides the
// result, where a general scaler needs a hundred megabytes for a phone's picture.
func averageDown(ctx context.Context, img image.Image, by int) (*image.RGBA, error) {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/by), max(1, b.Dy()/by)))
	at := pixelOnWhite(img)
	row := make([][3]uint64, out.Rect.Dx())
	for y := range out.Rect.Dy() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(row)
		high := min(by, b.Dy()-y*by)
		for dy := range high {
			addRow(row, at, b.Min.X, b.Min.Y+y*by+dy, by, b.Max.X)
		}
		wide := min(by, b.Dx())
		writeRow(out.Pix[y*out.Stride:], row, uint64(wide*high)<<8)
	}
	return out, nil
}

func addRow(row [][3]uint64, at func(x, y int) color.RGBA64, left, y, by, right int) {
	x := left
	for i := range row {
		for range by {
			if x >= right {
				return
			}
			c := at(x, y)
			row[i][0] += uint64(c.R)
			row[i][1] += uint64(c.G)
			row[i][2] += uint64(c.B)
			x++
		}
	}
}

func writeRow(pix []uint8, row [][3]uint64, by uint64) {
	for i, sum := range row {
		pix[4*i] = uint8(sum[0] / by)
		pix[4*i+1] = uint8(sum[1] / by)
		pix[4*i+2] = uint8(sum[2] / by)
		pix[4*i+3] = 0xff
	}
}

// pixelOnWhite returns a function that reads one pixel as it looks on white paper.
func pixelOnWhite(img image.Image) func(x, y int) color.RGBA64 {
	fast, ok := img.(image.RGBA64Image)
	if !ok {
		return func(x, y int) color.RGBA64 {
			return blendOnWhite(color.RGBA64Model.Convert(img.At(x, y)).(color.RGBA64))
		}
	}
	return func(x, y int) color.RGBA64 { return blendOnWhite(fast.RGBA64At(x, y)) }
}

// blendOnWhite puts a colour, whose parts are already multiplied by its alpha, on
// white.
func blendOnWhite(c color.RGBA64) color.RGBA64 {
	rest := 0xffff - c.A
	return color.RGBA64{R: c.R + rest, G: c.G + rest, B: c.B + rest, A: 0xffff}
}

// fitRect returns a rectangle of the same shape whose long side has that length.
func fitRect(size image.Point, long int) image.Rectangle {
	most := max(size.X, size.Y)
	return image.Rect(0, 0, max(1, size.X*long/most), max(1, size.Y*long/most))
}

// measures are the numbers that the warnings depend on.
type measures struct {
	sharpness  float64 // variance of the Laplacian of the grey values
	brightness float64 // mean grey, 0 to 255
	spread     float64 // standard deviation of the grey values
	coloured   float64 // share of pixels with a visible colour
	extreme    float64 // share of pixels that are nearly black or nearly white
}

func measurePixels(img *image.RGBA) measures {
	grey, coloured := greyValues(img)
	var all runningStats
	extreme := 0
	for _, g := range grey {
		all.add(float64(g))
		if g < 40 || g > 215 {
			extreme++
		}
	}
	n := float64(len(grey))
	return measures{
		sharpness:  laplacianVariance(grey, img.Rect.Dx(), img.Rect.Dy()),
		brightness: all.mean(),
		spread:     math.Sqrt(all.variance()),
		coloured:   float64(coloured) / n,
		extreme:    float64(extreme) / n,
	}
}

// greyValues returns the luma of each pixel (ITU-R BT.601, as JPEG uses) and how many
// pixels have a visible colour.
func greyValues(img *image.RGBA) (grey []uint8, coloured int) {
	grey = make([]uint8, 0, len(img.Pix)/4)
	for i := 0; i < len(img.Pix); i += 4 {
		r, g, b := img.Pix[i], img.Pix[i+1], img.Pix[i+2]
		grey = append(grey, uint8((299*uint32(r)+587*uint32(g)+114*uint32(b))/1000))
		if isColoured(max(r, g, b), min(r, g, b)) {
			coloured++
		}
	}
	return grey, coloured
}

// isColoured reports whether channels that far apart are a colour and not the noise
// of a camera. In a dark picture less is needed, in proportion.
func isColoured(most, least uint8) bool {
	const noise, darkNoise = 24, 8
	apart := most - least
	return apart > noise || apart > darkNoise && apart > most/4
}

// laplacianVariance returns the variance of the four-neighbour Laplacian: edges make it
// large, a blur makes it small.
func laplacianVariance(grey []uint8, width, height int) float64 {
	var s runningStats
	for y := 1; y < height-1; y++ {
		for x := 1; x < width-1; x++ {
			i := y*width + x
			around := int(grey[i-1]) + int(grey[i+1]) + int(grey[i-width]) + int(grey[i+width])
			s.add(float64(around - 4*int(grey[i])))
		}
	}
	return s.variance()
}

// runningStats gathers a mean and a variance. The values are whole numbers under 1,021,
// so the squares of a million of them are exact in a float64.
type runningStats struct{ n, sum, squares float64 }

func (s *runningStats) add(v float64) {
	s.n++
	s.sum += v
	s.squares += v * v
}

func (s *runningStats) mean() float64 { return s.sum / max(1, s.n) }

func (s *runningStats) variance() float64 { return max(0, s.squares/max(1, s.n)-s.mean()*s.mean()) }
