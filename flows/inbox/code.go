package inbox

import "strings"

// Code is the name of a dossier's inbox for as long as the dossier is open: four
// characters without 0, O, 1 and I, in capitals.
type Code string

const (
	codeLength   = 4
	codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" // 32: five bits for each character
	maxDraws     = 1000
)

// ParseCode reads a code in upper or lower case. Each code has a letter and a digit, so that
// neither a word (back, anna) nor a year is taken for one.
func ParseCode(s string) (Code, bool) {
	code := strings.ToUpper(s)
	if !hasCodeCharacters(s) || !strings.ContainsAny(code, "23456789") || strings.Trim(code, "23456789") == "" {
		return "", false
	}
	return Code(code), true
}

// hasCodeCharacters reports whether a name has the length and the characters of a code, as one
// that was mistyped can have.
func hasCodeCharacters(s string) bool {
	return len(s) == codeLength && strings.Trim(strings.ToUpper(s), codeAlphabet) == ""
}

// DrawCode makes a code of twenty of 32 random bits; false if they make none, one time in
// three: the caller draws again.
func DrawCode(bits uint32) (Code, bool) {
	text := make([]byte, codeLength)
	for i := range text {
		text[i] = codeAlphabet[bits>>(5*i)&31]
	}
	return ParseCode(string(text))
}
