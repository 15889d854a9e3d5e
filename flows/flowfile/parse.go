package flowfile

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"dossier/assets"
	"dossier/flows"
)

// The file as it is written. The checks turn it into flows.
type (
	file struct {
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

// keysOf lists the keys a table may have, by the table's own key.
var keysOf = map[string][]string{
	"":          {"flow"},
	"flow":      {"name", "need"},
	"flow.need": {"name", "title", "any_of", "country", "countries", "sides", "pair"},
}

// kindOf says what a key's value has to be.
var kindOf = map[string]string{
	"flow": "tables, each under [[flow]]", "flow.name": aText,
	"flow.need": "tables, each under [[flow.need]]", "flow.need.name": aText, "flow.need.title": aText,
	"flow.need.any_of": aList, "flow.need.country": aText, "flow.need.countries": aList, "flow.need.pair": aText,
	"flow.need.sides": "a table of lists, under [flow.need.sides]",
}

const (
	aText = `a text in quotes`
	aList = `a list of texts, ["…", "…"]`
)

// maxSize is the largest file read, in bytes: several hundred needs, and small
// enough that no file makes the checks slow.
const maxSize = 128 << 10

// Parse reads a flow file. The error joins one *Error per fault, in the order
// of the file; errors.AsType finds the first. Without an error there is at
// least one flow, and every flow has at least one need.
func Parse(b []byte) ([]flows.Flow, error) {
	if len(b) > maxSize {
		return nil, &Error{Line: 1, Column: 1, Text: "the file is larger than " + strconv.Itoa(maxSize>>10) + " KiB"}
	}
	var f file
	if err := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(&f); err != nil {
		return nil, joined(faultsOf(err))
	}
	c := checker{at: locate(b)}
	read := c.file(f)
	if len(c.faults) > 0 {
		return nil, joined(c.faults)
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

// faultsOf puts what the TOML reader says into our words: its own speak of Go
// types.
func faultsOf(err error) []*Error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var faults []*Error
		for i := range unknown.Errors {
			faults = append(faults, unknownKey(&unknown.Errors[i]))
		}
		return faults
	}
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return []*Error{{Line: 1, Column: 1, Text: "not a TOML file"}}
	}
	line, column := decode.Position()
	path := strings.Join(decode.Key(), ".")
	if kind, ok := kindOf[path]; ok {
		return []*Error{{line, column, path, "has to be " + kind}}
	}
	if strings.HasPrefix(path, "flow.need.sides.") {
		return []*Error{{line, column, "flow.need.sides", "each side list has to be " + aList}}
	}
	return []*Error{{line, column, "", "not valid TOML: " + printable(strings.TrimPrefix(decode.Error(), "toml: "))}}
}

func unknownKey(e *toml.DecodeError) *Error {
	line, column := e.Position()
	key := e.Key()
	table, last := strings.Join(key[:len(key)-1], "."), key[len(key)-1]
	path := quotedPath(key)
	valid, ok := keysOf[table]
	if !ok {
		return &Error{line, column, path, "unknown key"}
	}
	if near, ok := nearest(last, valid); ok {
		return &Error{line, column, path, `unknown key; did you mean "` + near + `"?`}
	}
	return &Error{line, column, path, "unknown key; valid here: " + strings.Join(valid, ", ")}
}

// quotedPath is a dotted key from the file, safe to print and cut to its first
// parts: the line tells the rest.
func quotedPath(key toml.Key) string {
	const most = 5
	var parts []string
	for _, part := range key[:min(len(key), most)] {
		parts = append(parts, quoted(part))
	}
	if len(key) > most {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ".")
}

// quoted is a key from the file, safe to print: as it stands when it is a
// plain one, else quoted, and never longer than a line bears.
func quoted(key string) string {
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

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}
