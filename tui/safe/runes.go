package safe

import "unicode"

// visibleCategories are the categories whose characters are made to be seen. The space is
// the only other character that is let through.
var visibleCategories = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S}

// invisibleRunes are characters of those categories that show nothing, or that change
// how their neighbours are measured so that terminals disagree about the
// columns.
var invisibleRunes = []*unicode.RangeTable{
	unicode.Other_Default_Ignorable_Code_Point, // Hangul fillers, the grapheme joiner
	unicode.Variation_Selector,
	{
		R16: []unicode.Range16{
			{Lo: 0x0D4E, Hi: 0x0D4E, Stride: 1}, // letters that join what follows: it could be our border
			{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // blank Braille pattern
			{Lo: 0xFFFC, Hi: 0xFFFC, Stride: 1}, // object replacement
		},
		R32: []unicode.Range32{
			{Lo: 0x111C2, Hi: 0x111C3, Stride: 1},
			{Lo: 0x1193F, Hi: 0x1193F, Stride: 1},
			{Lo: 0x11941, Hi: 0x11941, Stride: 1},
			{Lo: 0x11A3A, Hi: 0x11A3A, Stride: 1},
			{Lo: 0x11A84, Hi: 0x11A89, Stride: 1},
			{Lo: 0x11D46, Hi: 0x11D46, Stride: 1},
			{Lo: 0x11F02, Hi: 0x11F02, Stride: 1},
			{Lo: 0x16FE4, Hi: 0x16FE4, Stride: 1}, // Khitan filler
			{Lo: 0x1D159, Hi: 0x1D159, Stride: 1}, // null notehead
			{Lo: 0x1F1E6, Hi: 0x1F1FF, Stride: 1}, // regional indicators: two make one flag
			{Lo: 0x1F3FB, Hi: 0x1F3FF, Stride: 1}, // skin tones
		},
	},
}

// joiningLetters are letters that take no place of their own but become part of the
// character before them.
var joiningLetters = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0E33, Hi: 0x0E33, Stride: 1}, // Thai and Lao am
		{Lo: 0x0EB3, Hi: 0x0EB3, Stride: 1},
		{Lo: 0x1160, Hi: 0x11FF, Stride: 1}, // Hangul vowels and finals
		{Lo: 0xD7B0, Hi: 0xD7FB, Stride: 1},
		{Lo: 0xFF9E, Hi: 0xFF9F, Stride: 1}, // halfwidth Katakana sound marks
	},
}

// isVisible reports whether r may be shown as itself.
func isVisible(r rune) bool {
	if r == ' ' {
		return true
	}
	return unicode.IsOneOf(visibleCategories, r) && !unicode.IsOneOf(invisibleRunes, r)
}

// joinsPrevious reports whether r is drawn onto the character before it.
func joinsPrevious(r rune) bool { return unicode.Is(unicode.M, r) || unicode.Is(joiningLetters, r) }
