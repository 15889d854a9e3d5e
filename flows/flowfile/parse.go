package flowfile

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/flows/tomlfile"
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

// sidesTable is the table whose keys are types.
const sidesTable = "flow.need.sides"

// maxSides is how many types a table of sides may have: several times as many as there are.
const maxSides = 200

// MaxSize is the largest flow file, in bytes: several hundred needs, and small enough that
// no file makes the checks slow.
const MaxSize = 128 << 10

// schema is what a flow file may hold.
var schema = tomlfile.Schema{
	MaxBytes: MaxSize,
	Keys: map[string][]string{
		"":          {"flow"},
		"flow":      {"name", "need"},
		"flow.need": {"name", "title", "any_of", "country", "countries", "sides", "pair"},
	},
	Kinds: map[string]string{
		"flow": "tables, each under [[flow]]", "flow.name": tomlfile.Text,
		"flow.need": "tables, each under [[flow.need]]", "flow.need.name": tomlfile.Text, "flow.need.title": tomlfile.Text,
		"flow.need.any_of": tomlfile.Texts, "flow.need.country": tomlfile.Text, "flow.need.countries": tomlfile.Texts, "flow.need.pair": tomlfile.Text,
		sidesTable: "a table of lists, under [flow.need.sides]",
	},
	Free: map[string]tomlfile.FreeTable{sidesTable: {MaxKeys: maxSides, Noun: "types", Kind: "each side list has to be " + tomlfile.Texts}},
}

// Parse reads a flow file. The error joins one *tomlfile.Error per fault, in the order
// of the file, at most 20 and then how many more there are; errors.AsType finds the
// first. Without an error there is at least one flow, and every flow has at least one
// need.
func Parse(b []byte) ([]flows.Flow, error) {
	var f fileTable
	read, err := tomlfile.Decode(b, schema, &f)
	if err != nil {
		return nil, err
	}
	c := checker{read}
	list := c.parseFlows(f)
	if err := c.Err(); err != nil {
		return nil, err
	}
	return list, nil
}

// Defaults are the flows that are built in.
func Defaults() []flows.Flow {
	read, err := Parse(assets.FlowsTOML())
	if err != nil {
		panic("the built-in flows are damaged: " + err.Error()) // they are part of the program and tested
	}
	return read
}
