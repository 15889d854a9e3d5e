package assets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dossier/flows"
)

func TestCountryListIsComplete(t *testing.T) {
	all := loadCountryIndex().countries
	if len(all) != 249+1 {
		t.Fatalf("%d countries, want the 249 of ISO 3166-1 and Kosovo", len(all))
	}
	three, two := regexp.MustCompile(`^[A-Z]{3}$`), regexp.MustCompile(`^[A-Z]{2}$`)
	seen := make(map[string]bool)
	for _, c := range all {
		if !three.MatchString(string(c.Code)) || !two.MatchString(c.Alpha2) {
			t.Errorf("codes %q, %q", c.Code, c.Alpha2)
		}
		for _, word := range []string{string(c.Code), c.Alpha2, c.Name} {
			if seen[word] {
				t.Errorf("%q stands for two countries", word)
			}
			seen[word] = true
		}
		if c.Name == "" || c.Name == "Unknown Region" || strings.Contains(c.Name, "SAR") || !utf8.ValidString(c.Name) {
			t.Errorf("%s has the name %q", c.Code, c.Name)
		}
	}
}

func TestCountryTablesNameRealCountries(t *testing.T) {
	for code := range countryAliases {
		if _, ok := CountryByCode(string(code)); !ok {
			t.Errorf("aliases for %s, which is no country", code)
		}
	}
	for code := range newerNames {
		if _, ok := CountryByCode(code); !ok {
			t.Errorf("a name for %s, which is no country", code)
		}
	}
	for code := range furtherLanguages {
		if _, ok := CountryByCode(code); !ok {
			t.Errorf("languages for %s, which is no country", code)
		}
	}
}

func TestCountriesAreInTheOrderOfTheirNames(t *testing.T) {
	var names []string
	for _, c := range loadCountryIndex().countries {
		names = append(names, foldSpelling(c.Name))
	}
	for _, pair := range [][2]string{{"afghanistan", "aland islands"}, {"aland islands", "albania"}, {"cote divoire", "croatia"}} {
		if slices.Index(names, pair[0]) > slices.Index(names, pair[1]) {
			t.Errorf("%s stands behind %s", pair[0], pair[1])
		}
	}
}

func TestCallersCannotChangeTheList(t *testing.T) {
	Documents()[0].Names[0] = "changed"
	if Documents()[0].Names[0] == "changed" {
		t.Error("the names of a document are shared")
	}
}

func TestCountryName(t *testing.T) {
	for code, want := range map[string]string{
		"AUS": "Australia", "aus": "Australia", "de": "Germany", "XKX": "Kosovo", "MKD": "North Macedonia",
		"TUR": "Türkiye", "SWZ": "Eswatini", "HKG": "Hong Kong", "ZZZ": "ZZZ", "": "",
	} {
		if got := CountryName(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}

func TestFirstCountryOfASearch(t *testing.T) {
	for query, want := range map[string]flows.Country{
		"AUS": "AUS", "aut": "AUT", "au": "AUS", "ch": "CHE", "us": "USA",
		"Australia": "AUS", "niger": "NER", "guinea": "GIN", "dominica": "DMA", "oman": "OMN",
		"UK": "GBR", "u.k.": "GBR", "England": "GBR", "USA": "USA", "U.S.A.": "USA", "america": "USA", "Holland": "NLD",
		"Deutschland": "DEU", "Österreich": "AUT", "osterreich": "AUT", "España": "ESP", "espana": "ESP", "Suisse": "CHE",
		"Sverige": "SWE", "日本": "JPN", "россия": "RUS", "Ελλάδα": "GRC", "مصر": "EGY", "Turkey": "TUR", "turkiye": "TUR",
		"ivory coast": "CIV", "cote d'ivoire": "CIV", "Côte d’Ivoire": "CIV", "burma": "MMR", "swaziland": "SWZ",
		"czech republic": "CZE", "korea": "KOR", "saint lucia": "LCA", "st lucia": "LCA", "bosnia and herzegovina": "BIH",
		"kosova": "XKX", "xk": "XKX", "timor leste": "TLS",
		"aust": "AUS", "deuts": "DEU", "zeal": "NZL", "  germany  ": "DEU",
	} {
		got := MatchCountry(query)
		if len(got) == 0 || got[0].Code != want || got[0].Fuzzy {
			t.Errorf("%q finds %v first, want %s, not fuzzy", query, atMostOne(got), want)
		}
	}
}

func atMostOne[T any](s []T) []T { return s[:min(1, len(s))] }

func TestRungsOfACountrySearch(t *testing.T) {
	var got []flows.Country
	for _, m := range MatchCountry("ind") { // code, then prefixes
		got = append(got, m.Code)
	}
	if len(got) < 2 || got[0] != "IND" || got[1] != "IDN" {
		t.Errorf("ind finds %v, want India by name before Indonesia", got)
	}
	if m := MatchCountry("mali"); m[0].Code != "MLI" || !slices.ContainsFunc(m, func(m CountryMatch) bool { return m.Code == "SOM" && !m.Fuzzy }) {
		t.Errorf("mali finds %v, want Mali, and Somalia as a part of the name", m)
	}
	if m := MatchCountry("holland"); m[0].Alias != "Holland" {
		t.Errorf("holland was met as %q", m[0].Alias)
	}
	if m := MatchCountry("germany"); m[0].Alias != "" {
		t.Errorf("germany was met as the alias %q", m[0].Alias)
	}
}

func TestResemblanceIsMarkedAndLast(t *testing.T) {
	got := MatchCountry("germny")
	if len(got) != 1 || got[0].Code != "DEU" || !got[0].Fuzzy {
		t.Errorf("germny finds %v", got)
	}
	if slices.ContainsFunc(MatchCountry("aust"), func(m CountryMatch) bool { return m.Code == "BES" }) {
		t.Error("aust finds Bonaire, Sint Eustatius: a long name with these letters somewhere")
	}
	fuzzy := false
	for _, m := range MatchCountry("aust") {
		if fuzzy && !m.Fuzzy {
			t.Error("a match stands behind a resemblance")
		}
		fuzzy = fuzzy || m.Fuzzy
	}
	for query, want := range map[string]int{"": 250, "   ": 250, "--": 0, "qqq": 0, "\x00": 0} {
		if got := len(MatchCountry(query)); got != want {
			t.Errorf("%q finds %d, want %d", query, got, want)
		}
	}
}

// What people type for a country: its code, its name in their language, with the keys
// they have, as the passport says it. It stands first, and it is the only one.
func TestCountryIsFoundAsPeopleTypeIt(t *testing.T) {
	for query, want := range map[string]flows.Country{
		"türkei": "TUR", "Tuerkei": "TUR", "TURKEI": "TUR", "turquie": "TUR", "turkey": "TUR", "TR": "TUR", "tur": "TUR",
		"RKS": "XKX", "kosovo": "XKX", "Kosova": "XKX", "XK": "XKX", "xkx": "XKX", "XKK": "XKX",
		"Österreich": "AUT", "oesterreich": "AUT", "Osterreich": "AUT", "Autriche": "AUT", "austria": "AUT", "AT": "AUT",
		"Deutschland": "DEU", "Allemagne": "DEU", "Alemania": "DEU", "D<<": "DEU", "Bundesrepublik Deutschland": "DEU",
		"Schweiz": "CHE", "Suisse": "CHE", "svizzera": "CHE", "CH": "CHE",
		"Vereinigtes Königreich": "GBR", "Royaume-Uni": "GBR", "UK": "GBR", "Großbritannien": "GBR", "England": "GBR",
		"Vereinigte Staaten": "USA", "États-Unis": "USA", "etats unis": "USA", "usa": "USA", "U.S.A.": "USA",
		"Côte d Ivoire": "CIV", "Elfenbeinkueste": "CIV", "Weissrussland": "BLR", "Biélorussie": "BLR",
		"Niederlande": "NLD", "Pays-Bas": "NLD", "Griechenland": "GRC", "Grèce": "GRC", "Tschechien": "CZE",
		"südkorea": "KOR", "hong kong": "HKG", "hongkong": "HKG", "newzealand": "NZL", "Neuseeland": "NZL",
		"Kap Verde": "CPV", "Faeroeer": "FRO", "RSA": "ZAF", "UAE": "ARE", "Republic of Korea": "KOR",
		"Deutschland\u00a0": "DEU", "polska": "POL", "Pologne": "POL", "Rzeczpospolita": "", "Yougoslavie": "",
	} {
		found, matches, ok := FindCountry(query)
		if found.Code != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", query, found.Code, want)
		}
		if ok && (matches[0].Code != want || matches[0].Guess || !matches[0].Exact) {
			t.Errorf("%q finds %v first, want %s, no guess", query, matches[0], want)
		}
	}
}

// Where a code was typed, only that code's country may be taken without a look.
func TestTypedCodeIsNeverGuessed(t *testing.T) {
	for first := 'a'; first <= 'z'; first++ {
		for second := 'a'; second <= 'z'; second++ {
			for _, query := range []string{string([]rune{first, second}), string([]rune{first, second, 'k'}), string([]rune{first, 'n', second})} {
				for i, m := range MatchCountry(query) {
					if m.Fuzzy || m.Guess == m.Exact || m.Exact && i > 0 {
						t.Fatalf("%q finds %v at %d", query, m, i)
					}
				}
			}
		}
	}
	for _, query := range []string{"UNK", "unk", "XXA", "ABC", "Q<<"} {
		if found, matches, ok := FindCountry(query); ok || len(matches) > 0 && !matches[0].Guess {
			t.Errorf("%q is %v, %v", query, found, atMostOne(matches))
		}
	}
}

// The name with other words around it is a guess that stands first.
func TestOfficialNameIsAGuess(t *testing.T) {
	for query, want := range map[string]flows.Country{
		"Republic of Kosovo": "XKX", "Federal Republic of Germany": "DEU", "Kingdom of Norway": "NOR", "Islamic Republic of Pakistan": "PAK",
	} {
		m := MatchCountry(query)
		if len(m) == 0 || m[0].Code != want || !m[0].Guess || m[0].Exact {
			t.Errorf("%q finds %v, want %s as a guess", query, atMostOne(m), want)
		}
	}
}

// A whole spelling means one country, in whatever language.
func TestNoSpellingMeansTwoCountries(t *testing.T) {
	index := loadCountryIndex()
	of := make(map[string]string)
	for i, term := range index.terms {
		code := string(index.countries[i].Code)
		for _, s := range slices.Concat(term.codes, []string{term.name}, term.aliases, term.translations) {
			if s = strings.ReplaceAll(s, " ", ""); of[s] != "" && of[s] != code {
				t.Errorf("%q means %s and %s", s, of[s], code)
			}
			of[s] = code
		}
	}
}

func FuzzMatchCountry(f *testing.F) {
	f.Add("aus")
	f.Add("\xff&é")
	f.Fuzz(func(t *testing.T, query string) {
		last := -1
		for _, hit := range searchTerms(query, loadCountryIndex().terms) {
			if int(hit.rank) < last {
				t.Fatalf("%q: rungs out of order", query)
			}
			last = int(hit.rank)
		}
	})
}
