package assets

import (
	"slices"
	"testing"
)

// The terms stand in the opposite order of their rungs, so that neither order
// can be mistaken for the other.
func TestRungsComeInOrder(t *testing.T) {
	terms := []searchTerm{
		{name: "axaxbxc"},                             // resembles
		{name: "xx", aliases: []string{"x aabc"}},     // part of an alias
		{name: "x aabc"},                              // part of the name
		{name: "uu", translations: []string{"aabcd"}}, // begins a translation
		{name: "yy", aliases: []string{"aabc alias"}}, // begins an alias
		{name: "aabc name"},                           // begins the name
		{name: "zz", aliases: []string{"w", "aabc"}},  // is an alias
		{name: "aa bc"},                               // is the name, but for a blank
		{name: "vv", codes: []string{"aabc"}},         // is a code
		{name: "babc"},                                // nothing
		{name: "tt", translations: []string{"xaabc"}}, // nothing: the middle of a translation
	}
	var order []int
	for _, hit := range searchTerms("AABC", terms) {
		order = append(order, hit.termIndex)
	}
	if want := []int{8, 7, 6, 5, 4, 3, 1, 2, 0}; !slices.Equal(order, want) {
		t.Errorf("found %v, want %v", order, want)
	}
	for query, want := range map[string]matchRank{"republic of aabc": officialName, "republic of aabcd": noMatch, "aabcc": noMatch} {
		if rank, _ := (searchTerm{name: "aabc"}).rankMatch(query); rank != want {
			t.Errorf("%q has rank %d, want %d", query, rank, want)
		}
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
