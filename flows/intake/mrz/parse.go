package mrz

import (
	"errors"
	"strings"
)

// Zone is what a machine-readable zone says of its document. No check digit covers the kind
// and the issuer: who read them from a picture must be sure of each of their signs.
type Zone struct {
	Format  Format
	Kind    Kind
	Issuer  string // ISO 3166-1 alpha-3, or a code of Doc 9303 part 3, section 5, such as UNO
	Expires Date   // the last day on which it is valid; zero if the zone does not say
}

// Kind is what kind of document it is.
type Kind int

// The kinds, by the first sign of a zone.
const (
	Card Kind = iota + 1 // an identity card, a residence permit, or any other card
	Passport
	Visa
)

var kinds = map[byte]Kind{'A': Card, 'C': Card, 'I': Card, 'P': Passport, 'V': Visa}

// ErrNoZone is for lines that are no machine-readable zone, or were misread.
var ErrNoZone = errors.New("no machine-readable zone whose check digits hold")

// Parse reads a zone in one format. The error is ErrNoZone.
func Parse(f Format, lines []string) (Zone, error) {
	l, ok := layouts[f]
	if !ok || !l.holds(lines) || !l.passes(lines) {
		return Zone{}, ErrNoZone
	}
	expires, ok := parseDate(l.expiry.of(lines)[:6])
	issuer := strings.TrimRight(lines[0][2:5], "<")
	if !ok || kinds[lines[0][0]] != l.kind || issuer == "" || strings.Contains(issuer, "<") {
		return Zone{}, ErrNoZone
	}
	return Zone{Format: f, Kind: l.kind, Issuer: countryCode(issuer), Expires: expires}, nil
}

// holds reports whether the lines have the shape of the layout and only signs that can stand
// where they are.
func (l layout) holds(lines []string) bool {
	if len(lines) != l.lines {
		return false
	}
	for _, line := range lines {
		if len(line) != l.length || strings.Trim(line, string(Any)) != "" {
			return false
		}
	}
	for _, d := range l.fields {
		if strings.Trim(d.of(lines), string(d.signs)) != "" {
			return false
		}
	}
	return true
}

// passes reports whether every check digit holds.
func (l layout) passes(lines []string) bool {
	for _, d := range []field{l.birth, l.expiry} {
		if !endsInCheckDigit(d.of(lines)) {
			return false
		}
	}
	if !l.numberPasses(lines) {
		return false
	}
	if l.optional.to > 0 {
		text := l.optional.of(lines)
		isEmpty := strings.Trim(text[:len(text)-1], "<") == "" && strings.Contains("0<", text[len(text)-1:])
		if !isEmpty && !endsInCheckDigit(text) {
			return false
		}
	}
	if len(l.composite) == 0 {
		return true
	}
	var all strings.Builder
	for _, d := range l.composite {
		all.WriteString(d.of(lines))
	}
	return endsInCheckDigit(all.String() + l.last.of(lines))
}

// numberPasses reports whether the document's number has its check digit. A number that is
// longer than its field goes on after it, and its check digit stands at the end (part 5).
func (l layout) numberPasses(lines []string) bool {
	text := l.number.of(lines)
	if !strings.HasSuffix(text, "<") {
		return strings.Trim(text, "<") != "" && endsInCheckDigit(text)
	}
	rest, _, _ := strings.Cut(lines[l.number.line][l.number.to:], "<")
	return l.lines == 3 && rest != "" && endsInCheckDigit(text[:len(text)-1]+rest)
}

func (d field) of(lines []string) string { return lines[d.line][d.from:d.to] }

// endsInCheckDigit reports whether the last sign is the check digit of those before it.
func endsInCheckDigit(text string) bool {
	last := len(text) - 1
	return last > 0 && text[last] == CheckDigit(text[:last])
}

// CheckDigit is the check digit of a text (part 3): the sum of the signs' values, weighted
// with 7, 3 and 1 in turn, modulo 10.
func CheckDigit(text string) byte {
	weights := [...]int{7, 3, 1}
	sum := 0
	for i := range len(text) {
		sum += weights[i%3] * valueOf(text[i])
	}
	return '0' + byte(sum%10)
}

// valueOf is what a sign counts: a digit itself, a letter from 10 on, the filler nothing.
func valueOf(sign byte) int {
	switch {
	case sign >= '0' && sign <= '9':
		return int(sign - '0')
	case sign >= 'A' && sign <= 'Z':
		return int(sign-'A') + 10
	}
	return 0
}
