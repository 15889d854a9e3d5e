package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldSpelling makes two names equal that look alike and are spelled differently: accents in
// one sign or in two (macOS writes two; Unicode UAX 15, NFC), and the blanks that
// programs put into names: no-break (U+00A0), narrow no-break (U+202F, macOS before
// AM and PM), ideographic (U+3000). Every place that compares names uses it. A name that is
// no UTF-8 is equal to itself only.
func foldSpelling(name string) string {
	if isPlainASCII(name) || !utf8.ValidString(name) {
		return name
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, norm.NFC.String(name))
}

// isPlainASCII reports whether the name has one spelling only.
func isPlainASCII(name string) bool {
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}

// foldName is foldSpelling without the difference of upper and lower case, for lists and
// completion.
func foldName(name string) string { return strings.ToLower(foldSpelling(name)) }
