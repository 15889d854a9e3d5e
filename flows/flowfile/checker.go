package flowfile

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/tomlfile"
)

// maxNameLength is how many characters a flow's name or a title may have: it has
// to fit on one line of a narrow screen.
const maxNameLength = 60

// checker turns the file into flows and collects what is wrong with it.
type checker struct{ *tomlfile.Checker }

func (c checker) parseFlows(f fileTable) []flows.Flow {
	if len(f.Flow) == 0 {
		c.AddFault("", "there is no flow; one begins with [[flow]]")
	}
	var read []flows.Flow
	names := set[string]{}
	for i, t := range f.Flow {
		path := "flow." + strconv.Itoa(i)
		c.checkText(path+".name", t.Name)
		if !names.add(t.Name) && t.Name != "" {
			c.AddFault(path+".name", "another flow has this name already")
		}
		read = append(read, flows.Flow{Name: t.Name, Needs: c.parseNeeds(path, t.Need)})
	}
	return read
}

// checkText checks words that are shown on a screen and, for a flow's name, sent.
func (c checker) checkText(path, s string) {
	runes := []rune(s)
	switch {
	case strings.TrimSpace(s) == "":
		c.AddFault(path, "is missing or blank")
	case strings.TrimSpace(s) != s:
		c.AddFault(path, "begins or ends with a blank")
	case len(runes) > maxNameLength:
		c.AddFault(path, "is longer than "+strconv.Itoa(maxNameLength)+" characters")
	case slices.ContainsFunc(runes, func(r rune) bool { return !unicode.IsPrint(r) }):
		c.AddFault(path, "holds a character that cannot be printed")
	}
}

func (c checker) parseNeeds(path string, tables []needTable) []flows.Need {
	if len(tables) == 0 {
		c.AddFault(path, "has no requirement; one begins with [[flow.need]]")
	}
	var needs []flows.Need
	names := set[string]{}
	for i, t := range tables {
		at := path + ".need." + strconv.Itoa(i)
		if !names.add(t.Name) && t.Name != "" {
			c.AddFault(at+".name", "another requirement of this flow has this name already")
		}
		needs = append(needs, c.parseNeed(at, t))
	}
	return needs
}

func (c checker) parseNeed(path string, t needTable) flows.Need {
	if !flows.ValidNeedName(t.Name) {
		c.AddFault(path+".name", "has to be 1 to 32 of a-z, 0-9 and -, beginning with a letter")
	}
	n := flows.Need{Name: t.Name, Title: t.Title, AnyOf: c.parseTypes(path+".any_of", t.AnyOf)}
	if t.Title == "" {
		n.Title = titleFromName(t.Name)
	} else {
		c.checkText(path+".title", t.Title)
	}
	n.Countries = c.parseCountries(path+".countries", t.Countries)
	n.Country = c.parsePreferredCountry(path, t, n.Countries)
	n.Sides = c.parseSides(path+".sides", t.Sides, n.AnyOf)
	n.Pair = c.parsePair(path+".pair", t.Pair)
	return n
}

// titleFromName makes words of a need's name: "proof-of-address" is "Proof of
// address".
func titleFromName(name string) string {
	if name == "" {
		return ""
	}
	words := strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func (c checker) parseTypes(path string, names []string) []flows.DocType {
	if len(names) == 0 {
		c.AddFault(path, "is missing or empty; it lists the types that will do")
	}
	var types []flows.DocType
	seen := set[flows.DocType]{}
	for i, name := range names {
		at, t := path+"."+strconv.Itoa(i), flows.DocType(name)
		isNew := seen.add(t)
		switch {
		case !isDocType(name):
			c.AddFault(at, "a type is written in 1 to 40 of A-Z and _, as in ID_CARD")
		case !isNew:
			c.AddFault(at, "this type is in the list already")
		}
		types = append(types, t)
	}
	return types
}

// isDocType accepts more than the documented types: the service takes others
// on demand.
func isDocType(name string) bool {
	return name != "" && len(name) <= 40 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

func (c checker) parseCountries(path string, codes []string) []flows.Country {
	var list []flows.Country
	for i, code := range codes {
		at := path + "." + strconv.Itoa(i)
		if country, ok := c.parseCountry(at, code); ok {
			if slices.Contains(list, country) {
				c.AddFault(at, "this country is in the list already")
			}
			list = append(list, country)
		}
	}
	return list
}

func (c checker) parsePreferredCountry(path string, t needTable, allowed []flows.Country) flows.Country {
	if t.Country == "" {
		return ""
	}
	country, ok := c.parseCountry(path+".country", t.Country)
	if ok && len(t.Countries) > 0 && !slices.Contains(allowed, country) {
		c.AddFault(path+".country", "is not among the countries allowed")
	}
	return country
}

// parseCountry accepts alpha-3 codes in capitals only, because that is what is
// sent.
func (c checker) parseCountry(path, code string) (flows.Country, bool) {
	switch known, ok := assets.CountryByCode(code); {
	case !ok:
		c.AddFault(path, "no such country; codes have three letters, as in AUS")
		return "", false
	case string(known.Code) != code:
		c.AddFault(path, "write it "+string(known.Code))
		return "", false
	}
	return flows.Country(code), true
}

func (c checker) parseSides(path string, table map[string][]string, types []flows.DocType) map[flows.DocType][]flows.Side {
	var sides map[flows.DocType][]flows.Side
	listed := set[flows.DocType]{}
	for _, t := range types {
		listed.add(t)
	}
	for name, words := range table {
		t := flows.DocType(name)
		at := path + "." + name
		read, ok := parseSideList(words)
		switch {
		case !isDocType(name) || !listed[t]:
			c.AddFaultUnderKey(at, path, "names a type that any_of does not list")
		case !ok:
			c.AddFault(at, `has to be ["front"], ["front", "back"] or ["none"]`)
		case sides == nil:
			sides = map[flows.DocType][]flows.Side{t: read}
		default:
			sides[t] = read
		}
	}
	return sides
}

// parseSideList reads the three lists there are. A back never goes without a front,
// and the front is sent first.
func parseSideList(words []string) ([]flows.Side, bool) {
	switch {
	case slices.Equal(words, []string{"front"}):
		return []flows.Side{flows.Front}, true
	case slices.Equal(words, []string{"front", "back"}):
		return []flows.Side{flows.Front, flows.Back}, true
	case slices.Equal(words, []string{"none"}):
		return []flows.Side{flows.NoSide}, true
	}
	return nil, false
}

func (c checker) parsePair(path, word string) flows.PairRule {
	switch rule := flows.PairRule(word); rule {
	case "":
		return flows.PairBoth
	case flows.PairBoth, flows.PairSingle:
		return rule
	}
	c.AddFault(path, `has to be "both" or "single"`)
	return flows.PairBoth
}

// set finds words that are repeated in a list, which can be long.
type set[T comparable] map[T]bool

// add adds a word and reports whether it is new.
func (s set[T]) add(word T) bool {
	isNew := !s[word]
	s[word] = true
	return isNew
}
