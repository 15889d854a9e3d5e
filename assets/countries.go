package assets

import (
	_ "embed" // the list of codes
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"dossier/flows"
)

// Country is one entry of ISO 3166-1, or Kosovo, which has a code of custom
// only.
type Country struct {
	Code   flows.Country // alpha-3, what the service wants: "AUS"
	Alpha2 string        // "AU"
	Name   string        // in English: "Australia"
}

// CountryMatch is a country that a query met.
type CountryMatch struct {
	Country
	// Alias is the spelling that was met, when it is not the name or a code:
	// "Deutschland".
	Alias string
	// Fuzzy says that the query only resembles a spelling.
	Fuzzy bool
	// Exact says that the query is a code or a whole spelling of the country.
	Exact bool
	// Guess says that the match is listed but must not be highlighted or taken by
	// itself: it is fuzzy, or the query has the shape of a code and is none of this
	// country.
	Guess bool
}

// The list is our own: golang.org/x/text knows retired codes as well and calls
// Kosovo XKK.
//
//go:embed countries.txt
var countryCodes string

// countryIndex is the countries in the order of their names with what is searched.
type countryIndex struct {
	countries []Country
	aliases   [][]string
	terms     []searchTerm
	byCode    map[string]Country
}

var loadCountryIndex = sync.OnceValue(buildCountryIndex)

func buildCountryIndex() countryIndex {
	a := countryIndex{byCode: make(map[string]Country)}
	names := display.English.Regions()
	for line := range strings.Lines(countryCodes) {
		alpha3, alpha2, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, ok := newerNames[alpha3]
		if !ok {
			name = names.Name(language.MustParseRegion(alpha2))
		}
		a.countries = append(a.countries, Country{flows.Country(alpha3), alpha2, name})
	}
	english := collate.New(language.English)
	slices.SortFunc(a.countries, func(x, y Country) int { return english.CompareString(x.Name, y.Name) })
	for _, c := range a.countries {
		a.addCountry(c)
	}
	return a
}

func (x *countryIndex) addCountry(c Country) {
	t := searchTerm{codes: []string{foldSpelling(string(c.Code)), foldSpelling(c.Alpha2)}, name: foldSpelling(c.Name)}
	known := map[string]bool{t.name: true}
	var aliases []string
	add := func(folded []string, spellings ...string) []string {
		for _, s := range spellings {
			for _, f := range []string{foldSpelling(s), foldSpelling(digraphs.Replace(s))} {
				if !known[f] {
					known[f], aliases, folded = true, append(aliases, s), append(folded, f)
				}
			}
		}
		return folded
	}
	t.aliases = add(t.aliases, slices.Concat(countryAliases[c.Code], saintAliases(c.Name), nativeNames(c))...)
	t.translations = add(t.translations, translatedNames(c)...)
	x.aliases = append(x.aliases, aliases)
	x.terms = append(x.terms, t)
	x.byCode[string(c.Code)], x.byCode[c.Alpha2] = c, c
}

// saintAliases spells out the "St." that English country names begin with.
func saintAliases(name string) []string {
	if rest, ok := strings.CutPrefix(name, "St. "); ok {
		return []string{"Saint " + rest}
	}
	return nil
}

// digraphs are how letters are typed on a keyboard without them: "Oesterreich".
var digraphs = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// translatedNames are the country's names in the languages of searchLanguages (CLDR, as
// golang.org/x/text carries it).
func translatedNames(c Country) []string {
	region := language.MustParseRegion(c.Alpha2)
	var found []string
	for tag := range strings.FieldsSeq(searchLanguages) {
		found = append(found, display.Regions(language.MustParse(tag)).Name(region))
	}
	return found
}

// nativeNames are the country's names in its own main languages, as far as
// golang.org/x/text knows them.
func nativeNames(c Country) []string {
	region := language.MustParseRegion(c.Alpha2)
	var found []string
	for _, tag := range regionLanguages(region) {
		namer := display.Regions(tag)
		if namer == nil {
			continue
		}
		if name := namer.Name(region); name != "" {
			found = append(found, name)
		}
	}
	return found
}

func regionLanguages(region language.Region) []language.Tag {
	var tags []language.Tag
	if likely, err := language.Compose(language.Und, region); err == nil {
		base, _ := likely.Base()
		tags = append(tags, language.Make(base.String()))
	}
	for name := range strings.FieldsSeq(furtherLanguages[region.String()]) {
		tags = append(tags, language.Make(name))
	}
	return tags
}

// CountryByCode finds a country by its alpha-3 or alpha-2 code, in either
// case.
func CountryByCode(code string) (Country, bool) {
	c, ok := loadCountryIndex().byCode[strings.ToUpper(code)]
	return c, ok
}

// CountryName is the English name for an alpha-3 or alpha-2 code. A code that
// is not in the list is its own name.
func CountryName(code string) string {
	if c, ok := CountryByCode(code); ok {
		return c.Name
	}
	return code
}

// MatchCountry lists the countries that query meets: by exact code (two or
// three letters), exact name, alias, prefix, substring, and last by
// resemblance. Case, accents, blanks and punctuation do not matter. A blank query
// lists all.
func MatchCountry(query string) []CountryMatch {
	a := loadCountryIndex()
	isCode := hasCodeShape(query)
	var matches []CountryMatch
	for _, hit := range searchTerms(query, a.terms) {
		m := CountryMatch{Country: a.countries[hit.termIndex], Fuzzy: hit.rank >= officialName, Exact: hit.rank <= exactAlias}
		m.Guess = m.Fuzzy || isCode && !m.Exact
		if hit.aliasIndex >= 0 {
			m.Alias = a.aliases[hit.termIndex][hit.aliasIndex]
		}
		matches = append(matches, m)
	}
	return matches
}

// hasCodeShape reports whether a query may be a code: two or three plain letters, which
// a passport fills up with "<".
func hasCodeShape(query string) bool {
	code := strings.TrimSpace(query)
	letters := strings.TrimRight(code, "<")
	isNoLetter := func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }
	return letters != "" && !strings.ContainsFunc(letters, isNoLetter) && (len(code) == 2 || len(code) == 3)
}

// FindCountry is the one country whose code or whole name in any known spelling query
// is. Where there is none, or more than one, ok is false and matches are the best
// guesses, as MatchCountry lists them.
func FindCountry(query string) (found Country, matches []CountryMatch, ok bool) {
	matches = MatchCountry(query)
	exact := slices.DeleteFunc(slices.Clone(matches), func(m CountryMatch) bool { return !m.Exact })
	switch {
	case strings.TrimSpace(query) == "":
		return Country{}, nil, false
	case len(exact) == 1, len(exact) > 1 && isCodeOf(exact[0], query):
		return exact[0].Country, matches, true
	}
	return Country{}, matches, false
}

// isCodeOf reports whether query is the match's own code: it wins over spellings.
func isCodeOf(m CountryMatch, query string) bool {
	c, ok := CountryByCode(strings.TrimSpace(query))
	return ok && c.Code == m.Code
}
