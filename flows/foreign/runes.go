package foreign

import "unicode"

// IsInvisible reports whether r is a sign that nobody sees: zero widths, soft hyphens,
// byte order marks, direction marks, variation selectors. Blanks and control characters
// are none of these.
func IsInvisible(r rune) bool {
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}
