package ocrb

import (
	"bytes"
	_ "embed"
	"image"
	"image/png"
	"math"
	"sync"

	"dossier/flows/intake/mrz"
)

//go:embed signs.png
var signsFile []byte

// Alphabet are the signs that are told apart, in the order of the sheet.
const Alphabet = string(mrz.Any)

// The size of a sign's grid in dots. Its width is the pitch of the line, and its middle that
// of the capital letters.
const (
	signWidth  = 16
	signHeight = 20
	play       = 3 // dots by which a sign may stand aside from where it is looked for
)

// grid are grey values of one place in a line, with room for its play.
type grid [(signHeight + 2*play) * (signWidth + 2*play)]float32

// sign is how a sign looks: values whose mean is 0 and whose squares add up to 1.
type sign [signHeight * signWidth]float32

// signs are the signs of Alphabet, in its order.
var signs = sync.OnceValue(func() [len(Alphabet)]sign {
	var list [len(Alphabet)]sign
	for i := range list {
		list[i] = normalise(reduceSign(i))
	}
	return list
})

// sheetScale is how many dots of the sheet are one of a sign's grid. The sheet is larger,
// because edges in a photograph are soft.
const sheetScale = 4

// sheet are the signs beside each other. The file is a part of the program, so that it is
// whole.
var sheet = sync.OnceValue(func() *image.Gray {
	img, err := png.Decode(bytes.NewReader(signsFile))
	if err != nil {
		panic(err)
	}
	return img.(*image.Gray)
})

// reduceSign is the sign at a place of the sheet.
func reduceSign(place int) sign {
	from := sheet()
	var s sign
	for y := range signHeight * sheetScale {
		for x := range signWidth * sheetScale {
			s[y/sheetScale*signWidth+x/sheetScale] += float32(from.GrayAt(place*signWidth*sheetScale+x, y).Y)
		}
	}
	return s
}

func normalise(s sign) sign {
	var sum, squares float64
	for _, v := range s {
		sum += float64(v)
		squares += float64(v) * float64(v)
	}
	mean := sum / float64(len(s))
	norm := math.Sqrt(max(squares-mean*sum, 1))
	for i, v := range s {
		s[i] = float32((float64(v) - mean) / norm)
	}
	return s
}

// scores are how alike a place is to each sign: 1 at most.
type scores [len(Alphabet)]float32

// compare compares a place with every sign, wherever in its play the sign fits best.
func compare(g *grid) scores {
	var best scores
	for i := range best {
		best[i] = -1
	}
	const width = signWidth + 2*play
	var window [signHeight * signWidth]float32
	for dy := range 2*play + 1 {
		for dx := range 2*play + 1 {
			for y := range signHeight {
				copy(window[y*signWidth:(y+1)*signWidth], g[(y+dy)*width+dx:])
			}
			compareWindow(&window, &best)
		}
	}
	return best
}

func compareWindow(window *[signHeight * signWidth]float32, best *scores) {
	var sum, squares float32
	for _, v := range window {
		sum += v
		squares += v * v
	}
	spread := squares - sum*sum/float32(len(window))
	if spread < leastSpread {
		return // nothing is printed here
	}
	norm := 1 / float32(math.Sqrt(float64(spread)))
	all := signs()
	for i := range all {
		var product float32
		s := &all[i]
		for j, v := range window {
			product += v * s[j]
		}
		best[i] = max(best[i], product*norm)
	}
}

// leastSpread is a sum of squares that noise alone reaches: a standard deviation of 4 of 255.
const leastSpread = signWidth * signHeight * 16
