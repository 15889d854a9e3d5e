package safe

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// maxMarks is how many combining marks one character may carry. Vietnamese
// and pointed Hebrew need three; stacks that climb over other rows need more.
const maxMarks = 4

// glyph is one character of foreign text, or one byte that is no character.
type glyph struct {
	r       rune
	raw     bool // r is a byte that is not part of valid UTF-8
	escaped bool // shown spelled out
}

// displayText is what is sent to the terminal for the glyph.
func (g glyph) displayText() string {
	switch {
	case g.raw:
		return fmt.Sprintf(`\x{%02X}`, g.r)
	case g.escaped:
		return fmt.Sprintf(`\u{%02X}`, g.r)
	}
	return string(g.r)
}

// splitGlyphs reads at most limit+1 characters: each takes at least one rune on the
// screen, so more can never be shown, and a hostile length costs nothing.
func splitGlyphs(s string, limit int) []glyph {
	var line []glyph
	for len(s) > 0 && len(line) <= limit {
		r, size := utf8.DecodeRuneInString(s)
		g := glyph{r: r, escaped: !isVisible(r)}
		if r == utf8.RuneError && size == 1 {
			g = glyph{r: rune(s[0]), raw: true, escaped: true}
		}
		line, s = append(line, g), s[size:]
	}
	escapeMarks(line)
	if hasMixedDirections(line) {
		escapeRightToLeft(line)
		escapeMarks(line)
	}
	return line
}

// escapeMarks spells out every mark that has nothing of its own text to sit
// on, as it would sit on our border or on an escape instead, and every mark
// beyond maxMarks.
func escapeMarks(line []glyph) {
	room := 0
	for i, g := range line {
		switch {
		case g.escaped || g.r == ' ':
			room = 0
		case !joinsPrevious(g.r):
			room = maxMarks
		case room == 0:
			line[i].escaped = true
		default:
			room--
		}
	}
}

// hasMixedDirections reports whether the line has characters of both directions. An escape
// is written in Latin letters and counts as left to right.
func hasMixedDirections(line []glyph) bool {
	name := len(line) - extensionLength(line)
	left, right := false, false
	for i, g := range line {
		left = left || g.escaped || (i < name && bidiClass(g.r) == bidi.L)
		right = right || isRightToLeft(g.r)
	}
	return left && right
}

// extensionLength returns the length in glyphs of a file extension such as .jpg at
// the end of the line, or 0. It stays at the end in either direction, and
// counting it as Latin would make every Hebrew or Arabic file name unreadable.
func extensionLength(line []glyph) int {
	const longest = 5
	for n := 1; n <= longest+1 && n < len(line); n++ {
		switch r := line[len(line)-n].r; {
		case r == '.' && n > 1:
			return n
		case !isAlphanumeric(r):
			return 0
		}
	}
	return 0
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

func escapeRightToLeft(line []glyph) {
	for i, g := range line {
		if isRightToLeft(g.r) {
			line[i].escaped = true
		}
	}
}

// isRightToLeft includes Arabic digits: runs of them change places as letters
// do.
func isRightToLeft(r rune) bool {
	switch bidiClass(r) {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}

func bidiClass(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}
