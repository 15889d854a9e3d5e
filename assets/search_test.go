package assets

import (
	"slices"
	"testing"
)

// The terms stand in the opposite order of their rungs, so that neither order
// can be mistaken for the other.
func TestRungsComeInOrder(t *testing.T) {
	terms := []searchTerm{
		{name: "axaxb"},                              // resembles
		{name: "xx", aliases: []string{"x aab"}},     // part of an alias
		{name: "x aab"},                              // part of the name
		{name: "yy", aliases: []string{"aab alias"}}, // begins an alias
		{name: "aab name"},                           // begins the name
		{name: "zz", aliases: []string{"w", "aab"}},  // is an alias
		{name: "aab"},                                // is the name
		{name: "vv", codes: []string{"aab"}},         // is a code
		{name: "bab"},                                // nothing
	}
	var order []int
	for _, hit := range searchTerms("AAB", terms) {
		order = append(order, hit.termIndex)
	}
	if want := []int{7, 6, 5, 4, 3, 1, 2, 0}; !slices.Equal(order, want) {
		t.Errorf("found %v, want %v", order, want)
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Côte d’Ivoire": "cote divoire", "Trinidad & Tobago": "trinidad and tobago", "a&b": "a and b",
		"  Guinea-Bissau ": "guinea bissau", "ID_CARD": "id card", "Straße": "strasse", "Łódź": "lodz", "--": "",
		"Türkiye": "turkiye", "İstanbul": "istanbul",
	} {
		if got := foldSpelling(text); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	}
}
