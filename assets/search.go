package assets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/unicode/norm"
)

// matchRank says how well a query fits a spelling; the lower the better.
type matchRank int

// The ranks in the order in which matches are listed.
const (
	exactCode matchRank = iota
	exactName
	exactAlias
	namePrefix
	aliasPrefix
	translationPrefix
	substring
	officialName // the query has the name and other words: a guess, as is the next
	fuzzyMatch   // a fuzzy match: listed, never taken by itself
	noMatch
)

// minFuzzyLength is the shortest query, in runes, that is matched fuzzily: shorter
// ones are a subsequence of nearly everything, and may be a code.
const minFuzzyLength = 4

// searchTerm is one thing that can be searched for, with all its spellings folded.
type searchTerm struct {
	codes        []string
	name         string
	aliases      []string
	translations []string // matched whole and by their beginning only; counted after the aliases
}

// foldSpelling makes spellings comparable: lower case, no accents, no apostrophes,
// "&" as "and", and everything else that is no letter or digit one space.
func foldSpelling(s string) string {
	var b strings.Builder
	gap := false
	s = strings.ReplaceAll(strings.ToLower(s), "&", " and ")
	for _, r := range norm.NFKD.String(s) {
		switch word, letter := plainSpelling(r); {
		case letter:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteString(word)
		case !isSilent(r):
			gap = true
		}
	}
	return b.String()
}

// plainSpelling is r as it is typed on a plain keyboard; it reports false for signs
// that are not part of a word.
func plainSpelling(r rune) (string, bool) {
	if plain, ok := plainLetters[r]; ok {
		return plain, true
	}
	return string(r), unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isSilent reports whether r vanishes inside a word: accents and apostrophes.
func isSilent(r rune) bool { return unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’ʻʼ`", r) }

var plainLetters = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i", 'ə': "e", 'æ': "ae", 'œ': "oe",
}

// rankMatch is the best rank with which the folded query meets the term, and the
// index of the alias it met there, or -1 for the name or a code.
func (s searchTerm) rankMatch(query string) (matchRank, int) {
	if slices.Contains(s.codes, query) {
		return exactCode, -1
	}
	for _, rule := range spellingRules {
		fits := func(spelling string) bool { return rule.fits(spelling, query) }
		if fits(s.name) {
			return rule.name, -1
		}
		if at := slices.IndexFunc(s.aliases, fits); at >= 0 {
			return rule.alias, at
		}
		if at := slices.IndexFunc(s.translations, fits); at >= 0 && rule.translation != noMatch {
			return rule.translation, len(s.aliases) + at
		}
	}
	return s.rankFuzzyMatch(query)
}

// spellingRules are the ways in which a spelling fits a query, best first, and the
// ranks of a name, an alias and a translation that fit.
var spellingRules = []struct {
	fits                     func(spelling, query string) bool
	name, alias, translation matchRank
}{
	{isSameSpelling, exactName, exactAlias, exactAlias},
	{strings.HasPrefix, namePrefix, aliasPrefix, translationPrefix},
	{strings.Contains, substring, substring, noMatch},
}

// isSameSpelling is blind to blanks: "hongkong", "cote d ivoire".
func isSameSpelling(spelling, query string) bool {
	return spelling == query || query != "" && strings.ReplaceAll(spelling, " ", "") == strings.ReplaceAll(query, " ", "")
}

// containsWords reports whether a spelling stands in the query as whole words:
// "kosovo" in "republic of kosovo".
func containsWords(query, spelling string) bool {
	return len(spelling) >= minFuzzyLength && strings.Contains(" "+query+" ", " "+spelling+" ")
}

// rankFuzzyMatch matches a spelling whose letters hold the query's in order. It has
// to begin with the same letter, or most long names would resemble anything.
func (s searchTerm) rankFuzzyMatch(query string) (matchRank, int) {
	if utf8.RuneCountInString(query) < minFuzzyLength {
		return noMatch, -1
	}
	if containsWords(query, s.name) {
		return officialName, -1
	}
	for _, found := range fuzzy.Find(query, append([]string{s.name}, s.aliases...)) {
		if found.MatchedIndexes[0] == 0 {
			return fuzzyMatch, found.Index - 1
		}
	}
	return noMatch, -1
}

// searchHit is one term that a query met.
type searchHit struct {
	termIndex  int // index into the terms
	rank       matchRank
	aliasIndex int // index into the term's aliases, -1 for name or code
}

// searchTerms lists the terms that meet the query, best rank first and in the terms'
// own order within a rank. A query without letters or digits meets every term
// when it is blank and none otherwise.
func searchTerms(query string, terms []searchTerm) []searchHit {
	var found []searchHit
	folded := foldSpelling(query)
	if folded == "" && strings.TrimSpace(query) != "" {
		return nil
	}
	for i, t := range terms {
		if r, alias := t.rankMatch(folded); r != noMatch {
			found = append(found, searchHit{i, r, alias})
		}
	}
	slices.SortStableFunc(found, func(a, b searchHit) int { return int(a.rank - b.rank) })
	return found
}
