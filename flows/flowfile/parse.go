package flowfile

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"dossier/assets"
	"dossier/flows"
)

// The file as it is written. The checks turn it into flows.
type (
	fileTable struct {
		Flow []flowTable `toml:"flow"`
	}
	flowTable struct {
		Name string      `toml:"name"`
		Need []needTable `toml:"need"`
	}
	needTable struct {
		Name      string              `toml:"name"`
		Title     string              `toml:"title"`
		AnyOf     []string            `toml:"any_of"`
		Country   string              `toml:"country"`
		Countries []string            `toml:"countries"`
		Sides     map[string][]string `toml:"sides"`
		Pair      string              `toml:"pair"`
	}
)

// keysByTable lists the keys a table may have, by the table's own key.
var keysByTable = map[string][]string{
	"":          {"flow"},
	"flow":      {"name", "need"},
	"flow.need": {"name", "title", "any_of", "country", "countries", "sides", "pair"},
}

// sidesTable is the table whose keys are types.
const sidesTable = "flow.need.sides"

// valueKinds says what a key's value has to be.
var valueKinds = map[string]string{
	"flow": "tables, each under [[flow]]", "flow.name": textKind,
	"flow.need": "tables, each under [[flow.need]]", "flow.need.name": textKind, "flow.need.title": textKind,
	"flow.need.any_of": listKind, "flow.need.country": textKind, "flow.need.countries": listKind, "flow.need.pair": textKind,
	"flow.need.sides": "a table of lists, under [flow.need.sides]",
}

const (
	textKind = `a text in quotes`
	listKind = `a list of texts, ["…", "…"]`
)

// MaxSize is the largest flow file, in bytes: several hundred needs, and small enough that
// no file makes the checks slow.
const MaxSize = 128 << 10

// Parse reads a flow file. The error joins one *Error per fault, in the order
// of the file, at most 20 and then how many more there are; errors.AsType finds the
// first. Without an error there is at least one flow, and every flow has at least one
// need.
func Parse(b []byte) ([]flows.Flow, error) {
	if len(b) > MaxSize {
		return nil, &Error{Line: 1, Column: 1, Text: "the file is larger than " + strconv.Itoa(MaxSize>>10) + " KiB"}
	}
	known, unknown := locateKeys(b)
	if len(unknown) > 0 {
		return nil, joinFaults(unknown)
	}
	var f fileTable
	if err := toml.Unmarshal(b, &f); err != nil {
		return nil, joinFaults(faultsFromTOML(err))
	}
	c := checker{positions: known}
	read := c.parseFlows(f)
	if len(c.faults) > 0 {
		return nil, joinFaults(c.faults)
	}
	return read, nil
}

// Defaults are the flows that are built in.
func Defaults() []flows.Flow {
	read, err := Parse(assets.FlowsTOML())
	if err != nil {
		panic("the built-in flows are damaged: " + err.Error()) // they are part of the program and tested
	}
	return read
}

// faultsFromTOML puts what the TOML reader says into our words: its own are about Go
// types.
func faultsFromTOML(err error) []*Error {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return []*Error{{Line: 1, Column: 1, Text: "not a TOML file"}}
	}
	line, column := decode.Position()
	path := strings.Join(decode.Key(), ".")
	if kind, ok := valueKinds[path]; ok {
		return []*Error{{line, column, path, "has to be " + kind}}
	}
	if strings.HasPrefix(path, "flow.need.sides.") {
		return []*Error{{line, column, "flow.need.sides", "each side list has to be " + listKind}}
	}
	return []*Error{{line, column, "", "not valid TOML: " + replaceUnprintable(strings.TrimPrefix(decode.Error(), "toml: "))}}
}

// knownKey is the key of a table in its usual spelling; it may be written in any case, as
// for the TOML decoder. The keys of the table of sides are types, which are checked later.
func knownKey(table, key string) (string, bool) {
	if table == sidesTable {
		return key, true
	}
	i := slices.IndexFunc(keysByTable[table], func(known string) bool { return strings.EqualFold(known, key) })
	if i < 0 {
		return "", false
	}
	return keysByTable[table][i], true
}

func unknownKeyError(table, key string, line, column int) *Error {
	path, valid := joinPath(table, quoteKey(key)), keysByTable[table]
	if len(valid) == 0 { // a value, or a type: neither is a table
		return &Error{line, column, path, "unknown key"}
	}
	if near, ok := nearestKey(key, valid); ok {
		return &Error{line, column, path, `unknown key; did you mean "` + near + `"?`}
	}
	return &Error{line, column, path, "unknown key; valid here: " + strings.Join(valid, ", ")}
}

// quoteKey is a key from the file, safe to print: as it stands when it is a
// plain one, else quoted, and never longer than fits on a line.
func quoteKey(key string) string {
	const longest = 40
	if runes := []rune(key); len(runes) > longest {
		key = string(runes[:longest]) + "…"
	}
	plain := func(r rune) bool { return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	if key != "" && strings.IndexFunc(key, func(r rune) bool { return !plain(r) }) < 0 {
		return key
	}
	return strconv.QuoteToASCII(key)
}

func replaceUnprintable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}
