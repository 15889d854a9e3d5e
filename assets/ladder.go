package assets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/unicode/norm"
)

// rung says how well a query fits a spelling; the lower the better.
type rung int

// The rungs in the order in which matches are listed.
const (
	exactCode rung = iota
	exactName
	exactAlias
	namePrefix
	aliasPrefix
	substring
	similar // a fuzzy match: listed, never taken by itself
	none
)

// minFuzzy is the shortest query, in runes, that is matched fuzzily: shorter
// ones are a subsequence of nearly everything.
const minFuzzy = 3

// term is one thing that can be searched for, with all its spellings folded.
type term struct {
	codes   []string
	name    string
	aliases []string
}

// fold makes spellings comparable: lower case, no accents, no apostrophes,
// "&" as "and", and everything else that is no letter or digit one space.
func fold(s string) string {
	var b strings.Builder
	gap := false
	s = strings.ReplaceAll(strings.ToLower(s), "&", " and ")
	for _, r := range norm.NFKD.String(s) {
		switch word, letter := spelled(r); {
		case letter:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteString(word)
		case !silent(r):
			gap = true
		}
	}
	return b.String()
}

// spelled is r as it is typed on a plain keyboard; it reports false for signs
// that are not part of a word.
func spelled(r rune) (string, bool) {
	if plain, ok := plainLetters[r]; ok {
		return plain, true
	}
	return string(r), unicode.IsLetter(r) || unicode.IsDigit(r)
}

// silent reports whether r vanishes inside a word: accents and apostrophes.
func silent(r rune) bool { return unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’ʻʼ`", r) }

var plainLetters = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i", 'ə': "e", 'æ': "ae", 'œ': "oe",
}

// rungOf is the best rung on which the folded query meets the term, and the
// index of the alias it met there, or -1 for the name or a code.
func (t term) rungOf(query string) (rung, int) {
	switch at := slices.Index(t.aliases, query); {
	case slices.Contains(t.codes, query):
		return exactCode, -1
	case t.name == query:
		return exactName, -1
	case at >= 0:
		return exactAlias, at
	case strings.HasPrefix(t.name, query):
		return namePrefix, -1
	}
	if at := t.alias(query, strings.HasPrefix); at >= 0 {
		return aliasPrefix, at
	}
	if strings.Contains(t.name, query) {
		return substring, -1
	}
	if at := t.alias(query, strings.Contains); at >= 0 {
		return substring, at
	}
	return t.fuzzyRung(query)
}

func (t term) alias(query string, meets func(s, query string) bool) int {
	return slices.IndexFunc(t.aliases, func(alias string) bool { return meets(alias, query) })
}

// fuzzyRung matches a spelling whose letters hold the query's in order. It has
// to begin with the same letter, or most long names would resemble anything.
func (t term) fuzzyRung(query string) (rung, int) {
	if utf8.RuneCountInString(query) < minFuzzy {
		return none, -1
	}
	for _, found := range fuzzy.Find(query, append([]string{t.name}, t.aliases...)) {
		if found.MatchedIndexes[0] == 0 {
			return similar, found.Index - 1
		}
	}
	return none, -1
}

// climbed is one term that a query met.
type climbed struct {
	term  int // index into the terms
	rung  rung
	alias int // index into the term's aliases, -1 for name or code
}

// climb lists the terms that meet the query, best rung first and in the terms'
// own order on each rung. A query without letters or digits meets every term
// when it is blank and none otherwise.
func climb(query string, terms []term) []climbed {
	var found []climbed
	folded := fold(query)
	if folded == "" && strings.TrimSpace(query) != "" {
		return nil
	}
	for i, t := range terms {
		if r, alias := t.rungOf(folded); r != none {
			found = append(found, climbed{i, r, alias})
		}
	}
	slices.SortStableFunc(found, func(a, b climbed) int { return int(a.rung - b.rung) })
	return found
}
