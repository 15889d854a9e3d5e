package operators

import (
	"dossier/flows/safefile"
	"dossier/flows/tomlfile"
)

// The file as it is written.
type (
	fileTable struct {
		Operator  []operatorTable  `toml:"operator"`
		Authority []authorityTable `toml:"authority"`
		Group     []groupTable     `toml:"group"`
	}
	operatorTable struct {
		Name       string   `toml:"name"`
		Role       string   `toml:"role"`
		Keys       []string `toml:"keys"`
		Principals []string `toml:"principals"`
		Authority  string   `toml:"authority"`
		Expires    any      `toml:"expires"`
		Flows      []string `toml:"flows"`
		Group      string   `toml:"group"`
	}
	authorityTable struct {
		Name string `toml:"name"`
		Key  string `toml:"key"`
	}
	groupTable struct {
		Name      string `toml:"name"`
		TokenFile string `toml:"token_file"`
	}
)

// schema is what a file may hold. Its size is that of 500 operators with a long RSA key
// each.
var schema = tomlfile.Schema{
	MaxBytes: 512 << 10,
	Keys: map[string][]string{
		"":          {"operator", "authority", "group"},
		"operator":  {"name", "role", "keys", "principals", "authority", "expires", "flows", "group"},
		"authority": {"name", "key"},
		"group":     {"name", "token_file"},
	},
	Arrays: []string{"operator", "authority", "group"},
	Kinds: map[string]string{
		"operator": "tables, each under [[operator]]", "operator.name": tomlfile.Text, "operator.role": tomlfile.Text, "operator.keys": tomlfile.Texts,
		"operator.principals": tomlfile.Texts, "operator.authority": tomlfile.Text, "operator.flows": tomlfile.Texts, "operator.group": tomlfile.Text,
		"authority": "tables, each under [[authority]]", "authority.name": tomlfile.Text, "authority.key": tomlfile.Text,
		"group": "tables, each under [[group]]", "group.name": tomlfile.Text, "group.token_file": tomlfile.Text,
	},
}

// Parse reads an operators file. flowNames are the flows there are. The error joins one
// *tomlfile.Error per fault, in the order of the file, at most 20 and then how many more
// there are. Without an error there is at least one operator.
func Parse(b []byte, flowNames []string) (*Operators, error) {
	var f fileTable
	read, err := tomlfile.Decode(b, schema, &f)
	if err != nil {
		return nil, err
	}
	c := checker{Checker: read, flowNames: flowNames, file: f, keys: map[string]string{}, principals: map[certified]string{}}
	o := c.parseFile()
	if err := c.Err(); err != nil {
		return nil, err
	}
	return o, nil
}

// Read reads the operators file at path, which belongs to this user or to root and which
// nobody else may change. The error is that of Parse, or a *fs.PathError without the path.
func Read(path string, flowNames []string) (*Operators, error) {
	b, err := readBytes(path)
	if err != nil {
		return nil, err
	}
	return Parse(b, flowNames)
}

func readBytes(path string) ([]byte, error) {
	return safefile.Read(path, safefile.Rules{MaxBytes: int64(schema.MaxBytes), Trusted: true})
}
