// Package safe turns foreign text into text that is safe to show on a terminal, and
// guards the program's output.
//
// It promises two things. A [Text] holds one line of visible characters and nothing
// that a terminal acts on: what is not plainly visible is spelled out, so that the
// operator sees an attack and the terminal does not. A [Guard] passes to the terminal
// only what is on its list, so that a text that was shown without this package cannot
// control the terminal either.
//
// It refuses to guess: nothing is repaired, translated or reordered, and nothing
// outside the list passes because it looks harmless.
package safe

import (
	"strings"
	"unicode/utf8"

	"dossier/flows/foreign"
)

const (
	// ListMax is the length in runes that a text may have in a list.
	ListMax = 200
	// DetailMax is the length in runes that a text may have where it is shown
	// by itself.
	DetailMax = 2000
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Text is one line that is safe to show. It is made by Line, LineOf and Block
// only; its zero value is the empty text. Texts can be compared with ==.
type Text struct{ s string }

// String returns the text as it may go to a terminal: valid UTF-8 without
// control, format, private or unassigned characters and without line breaks.
func (t Text) String() string { return t.s }

// Line makes one safe line of at most limit runes, and one … more where
// something had to be left out. What is not plainly visible becomes \u{202E},
// a byte that is no UTF-8 becomes \x{9B}; an escape is never cut in half.
//
// No direction controls are sent, because terminals disagree about them. A
// text written in both directions has its right-to-left characters spelled
// out, since their place on the screen could not be relied on; a short ASCII
// file extension alone does not count as the other direction. Text that runs
// right to left throughout is left as it is, and callers give it a row, or the
// end of a row, to itself: two of them side by side would be reordered as one.
func Line(f foreign.Text, limit int) Text { return LineOf(foreign.Reveal(f), limit) }

// LineOf is Line for foreign text that arrives as a plain string, such as the
// text of an error of the operating system.
func LineOf(s string, limit int) Text {
	limit = max(limit, 0)
	return Text{renderGlyphs(splitGlyphs(s, limit), limit)}
}

// Block makes safe lines of a text of several lines. All lines together have
// at most limit runes, every line break counted as one, so a text of nothing but
// line breaks is bounded too. A … ends the last line where something had to be
// left out.
func Block(f foreign.Text, limit int) []Text {
	rest := strings.TrimSuffix(strings.ReplaceAll(foreign.Reveal(f), "\r\n", "\n"), "\n")
	var lines []Text
	for more := rest != ""; more; {
		if limit <= 0 {
			return append(lines, Text{ellipsis})
		}
		var first string
		first, rest, more = strings.Cut(rest, "\n")
		line := LineOf(first, limit)
		lines = append(lines, line)
		limit -= utf8.RuneCountInString(line.s) + 1
	}
	return lines
}

// renderGlyphs joins glyphs up to limit runes. It needs to see one glyph more than fit
// to know that something is missing.
func renderGlyphs(line []glyph, limit int) string {
	var b strings.Builder
	used := 0
	for _, g := range line {
		text := g.displayText()
		used += utf8.RuneCountInString(text)
		if used > limit {
			b.WriteString(ellipsis)
			break
		}
		b.WriteString(text)
	}
	return b.String()
}
