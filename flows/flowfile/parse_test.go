package flowfile

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/tomlfile"
)

const whole = `
[[flow]]
name = "KYC basic"

  [[flow.need]]
  name = "identity"
  title = "Identity document"
  any_of = ["ID_CARD", "PASSPORT", "MILITARY_CARD"]
  country = "AUS"
  countries = ["AUS", "NZL", "XKX"]
  pair = "single"

    [flow.need.sides]
    ID_CARD = ["front"]
    PASSPORT = ["front", "back"]
    MILITARY_CARD = ["none"]

[[flow]]
name = "Selfie"
need = [{name = "proof-of-face", any_of = ["SELFIE"]}]
`

func TestEveryKeyIsRead(t *testing.T) {
	got, err := Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := []flows.Flow{
		{Name: "KYC basic", Needs: []flows.Need{{
			Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{"ID_CARD", "PASSPORT", "MILITARY_CARD"},
			Country: "AUS", Countries: []flows.Country{"AUS", "NZL", "XKX"}, Pair: flows.PairSingle,
			Sides: map[flows.DocType][]flows.Side{
				"ID_CARD": {flows.Front}, "PASSPORT": {flows.Front, flows.Back}, "MILITARY_CARD": {flows.NoSide},
			},
		}}},
		{Name: "Selfie", Needs: []flows.Need{{
			Name: "proof-of-face", Title: "Proof of face", AnyOf: []flows.DocType{flows.Selfie}, Pair: flows.PairBoth,
		}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestBuiltInFlows(t *testing.T) {
	identity := []flows.DocType{flows.IDCard, flows.Passport, flows.Drivers, flows.ResidencePermit}
	want := map[string][]string{
		"KYC basic": {"identity", "selfie"}, "KYC plus": {"identity", "selfie", "address"}, "Identity only": {"identity"},
	}
	types := map[string][]flows.DocType{"identity": identity, "selfie": {flows.Selfie}, "address": {flows.UtilityBill}}
	got := Defaults()
	if len(got) != len(want) {
		t.Fatalf("%d flows, want %d", len(got), len(want))
	}
	for _, f := range got {
		var names []string
		for _, n := range f.Needs {
			names = append(names, n.Name)
			if !reflect.DeepEqual(n.AnyOf, types[n.Name]) {
				t.Errorf("%s: %s takes %v", f.Name, n.Name, n.AnyOf)
			}
		}
		if !reflect.DeepEqual(names, want[f.Name]) {
			t.Errorf("%s needs %v, want %v", f.Name, names, want[f.Name])
		}
	}
}

// head and need are valid and take lines 1 to 2 and 3 to 5.
const (
	head = "[[flow]]\nname = \"A\"\n"
	need = "[[flow.need]]\nname = \"id\"\nany_of = [\"ID_CARD\", \"DRIVERS\"]\n"
)

func TestFaultsNameLineKeyAndRemedy(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // the whole error
	}{
		"empty":           {"", "line 1: there is no flow; one begins with [[flow]]"},
		"no need":         {head, "line 1: flow: has no requirement; one begins with [[flow.need]]"},
		"no flow name":    {"\n[[flow]]\n" + need, "line 2: flow.name: is missing or blank"},
		"blank end":       {"[[flow]]\nname = \"A \"\n" + need, "line 2: flow.name: begins or ends with a blank"},
		"control":         {"[[flow]]\nname = \"A\\u001bB\"\n" + need, "line 2: flow.name: holds a character that cannot be printed"},
		"direction":       {"[[flow]]\nname = \"A\\u202eB\"\n" + need, "line 2: flow.name: holds a character that cannot be printed"},
		"long":            {"[[flow]]\nname = \"" + strings.Repeat("é", 61) + "\"\n" + need, "line 2: flow.name: is longer than 60 characters"},
		"same flow":       {head + need + head + need, "line 7: flow.name: another flow has this name already"},
		"same need":       {head + need + need, "line 7: flow.need.name: another requirement of this flow has this name already"},
		"need name":       {head + "[[flow.need]]\nname = \"ID\"\nany_of = [\"ID_CARD\"]", "line 4: flow.need.name: has to be 1 to 32 of a-z, 0-9 and -, beginning with a letter"},
		"no need name":    {head + "[[flow.need]]\nany_of = [\"ID_CARD\"]", "line 3: flow.need.name: has to be 1 to 32 of a-z, 0-9 and -, beginning with a letter"},
		"title":           {head + need + `title = " x"`, "line 6: flow.need.title: begins or ends with a blank"},
		"no types":        {head + "[[flow.need]]\nname = \"id\"", "line 3: flow.need.any_of: is missing or empty; it lists the types that will do"},
		"empty types":     {head + "[[flow.need]]\nname = \"id\"\nany_of = []", "line 5: flow.need.any_of: is missing or empty; it lists the types that will do"},
		"type shape":      {head + "[[flow.need]]\nname = \"id\"\nany_of = [\"ID_CARD\",\n\"id card\"]", "line 6: flow.need.any_of: a type is written in 1 to 40 of A-Z and _, as in ID_CARD"},
		"type twice":      {head + "[[flow.need]]\nname = \"id\"\nany_of = [\"ID_CARD\",\n\"ID_CARD\"]", "line 6: flow.need.any_of: this type is in the list already"},
		"country":         {head + need + `country = "XYZ"`, "line 6: flow.need.country: no such country; codes have three letters, as in AUS"},
		"two letters":     {head + need + `country = "AU"`, "line 6: flow.need.country: write it AUS"},
		"countries":       {head + need + "countries = [\"AUS\",\n \"aut\"]", "line 7: flow.need.countries: write it AUT"},
		"country twice":   {head + need + "countries = [\"AUS\",\n \"AUS\"]", "line 7: flow.need.countries: this country is in the list already"},
		"country outside": {head + need + "countries = [\"AUS\"]\ncountry = \"AUT\"", "line 7: flow.need.country: is not among the countries allowed"},
		"pair":            {head + need + `pair = "all"`, `line 6: flow.need.pair: has to be "both" or "single"`},
		"second flow":     {head + need + "[[flow]]\nname = \"B\"\n" + need + `pair = "all"`, `line 11: flow.need.pair: has to be "both" or "single"`},
		"back first":      {head + need + "[flow.need.sides]\nID_CARD = [\"back\", \"front\"]", `line 7: flow.need.sides.ID_CARD: has to be ["front"], ["front", "back"] or ["none"]`},
		"sides glued":     {head + need + "[flow.need.sides]\nID_CARD = [\"front back\"]", `line 7: flow.need.sides.ID_CARD: has to be ["front"], ["front", "back"] or ["none"]`},
		"sides elsewhere": {head + need + "[flow.need.sides]\nDRIVERS = [\"front\"]\nPASSPORT = [\"front\"]", "line 8: flow.need.sides: names a type that any_of does not list"},
		"misspelt key":    {head + need + `contry = "AUS"`, `line 6: flow.need.contry: unknown key; did you mean "country"?`},
		"strange key":     {head + need + `"a\u001b" = 1`, `line 6: flow.need."a\x1b": unknown key; valid here: name, title, any_of, country, countries, sides, pair`},
		"deep key":        {head + need + "colour.red.dark = 1", "line 6: flow.need.colour: unknown key; valid here: name, title, any_of, country, countries, sides, pair"},
		"inline key":      {head + "need = [{name = \"id\", any_of = [\"ID_CARD\"]},\n {nam = \"x\"}]", `line 4: flow.need.nam: unknown key; did you mean "name"?`},
		"keys of a table": {head + need + "[[flow.colour]]\na = 1\nb = 2\n[flow.colour.c]\nd = 1", "line 6: flow.colour: unknown key; valid here: name, need\nline 9: flow.colour: unknown key; valid here: name, need"},
		"capitals":        {"[[Flow]]\nName = \"A\"\n[[FLOW.Need]]\nNAME = \"id\"\nAny_Of = [\"ID_CARD\"]\nPair = \"x\"", `line 6: flow.need.pair: has to be "both" or "single"`},
		"key of a type":   {head + need + "[flow.need.sides.\"\\u001b[31mX\"]\nfoo = 1", `line 7: flow.need.sides."\x1b[31mX".foo: unknown key`},
		"key of a value":  {head + need + "title.foo = 1", `line 6: flow.need.title.foo: unknown key`},
		"strange table":   {head + need + "[colours]\nred = 1", "line 6: colours: unknown key; valid here: flow"},
		"kind":            {head + need + "country = 3", "line 6: flow.need.country: has to be a text in quotes"},
		"list kind":       {head + "[[flow.need]]\nname = \"id\"\nany_of = \"ID_CARD\"", `line 5: flow.need.any_of: has to be a list of texts, ["…", "…"]`},
		"sides kind":      {head + need + "[flow.need.sides]\nID_CARD = \"front\"", `line 7: flow.need.sides: each side list has to be a list of texts, ["…", "…"]`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSyntaxFaultNamesTheLine(t *testing.T) {
	for _, text := range []string{head + "x = \n", head + "[[flow.need\n", head + "name = \"again\"\n", "a\x00b", "[[flow]]\nname = \"\xff\""} {
		_, err := Parse([]byte(text))
		fault, ok := errors.AsType[*tomlfile.Error](err)
		if !ok {
			t.Fatalf("%q: %v is no *tomlfile.Error", text, err)
		}
		t.Log(err)
		if want := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1; fault.Line != want {
			t.Errorf("%q: line %d, want %d: %v", text, fault.Line, want, err)
		}
	}
}

func TestAllFaultsComeAtOnceInFileOrder(t *testing.T) {
	_, err := Parse([]byte("[[flow]]\nname = \"\"\n[[flow.need]]\nname = \"1\"\nany_of = [\"x\"]\npair = \"x\"\n"))
	lines := strings.Split(err.Error(), "\n")
	for i, want := range []string{"line 2: ", "line 4: ", "line 5: ", "line 6: "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("fault %d is not on %s\n%v", i, want, err)
		}
	}
}

func TestKeysFromTheFileAreSafeToPrint(t *testing.T) {
	for _, text := range []string{
		head + need + "[\"a\\u001b[2J\".x]\ny = 1", head + need + "\"a\\u202e\".b.c = 1", strings.Repeat("a.", 5000) + "a = 1",
		head + need + "[flow.need.sides]\n\"\\u001b\" = 1",
	} {
		_, err := Parse([]byte(text))
		if err == nil {
			t.Fatalf("%.40q accepted", text)
		}
		checkFault(t, err, strings.Count(text, "\n")+1)
		if len(err.Error()) > 300 {
			t.Errorf("%.40q: a fault of %d bytes", text, len(err.Error()))
		}
	}
}

func TestHugeFileIsRefusedUnread(t *testing.T) {
	text := strings.Repeat("#\n", MaxSize/2) + head + need
	if _, err := Parse([]byte(text)); err == nil || err.Error() != "line 1: the file is larger than 128 KiB" {
		t.Errorf("got %v", err)
	}
	if _, err := Parse([]byte(strings.Repeat("#\n", MaxSize/2-len(head+need)) + head + need)); err != nil {
		t.Errorf("a file within the limit: %v", err)
	}
}

func TestColumnsPointAtTheElement(t *testing.T) {
	_, err := Parse([]byte(head + "[[flow.need]]\nname = \"id\"\nany_of = [\"ID_CARD\", \"no\"]"))
	fault, _ := errors.AsType[*tomlfile.Error](err)
	if fault == nil || fault.Line != 5 || fault.Column != 22 {
		t.Errorf("%+v, want line 5, column 22", fault)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add(assets.FlowsTOML())
	f.Add([]byte(head + need))
	f.Add([]byte("flow = [{name = \"a\", need = [{name = \"x\"}]}]"))
	f.Add([]byte("[flow]\nneed = 1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := Parse(b)
		if err != nil {
			checkFault(t, err, strings.Count(string(b), "\n")+1)
			return
		}
		if len(read) == 0 {
			t.Fatal("accepted without a flow")
		}
		for _, flow := range read {
			checkFlow(t, flow)
		}
	})
}

func checkFault(t *testing.T, err error, lines int) {
	t.Helper()
	fault, ok := errors.AsType[*tomlfile.Error](err)
	if !ok || fault.Line < 1 || fault.Line > lines+1 || fault.Column < 1 || fault.Text == "" {
		t.Fatalf("fault without a place: %+v", fault)
	}
	for _, r := range err.Error() {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("fault holds %U: %q", r, err.Error())
		}
	}
}

func checkFlow(t *testing.T, flow flows.Flow) {
	t.Helper()
	if flow.Name == "" || len(flow.Needs) == 0 {
		t.Fatalf("accepted %+v", flow)
	}
	for _, n := range flow.Needs {
		if !flows.ValidNeedName(n.Name) || n.Title == "" || len(n.AnyOf) == 0 {
			t.Fatalf("accepted %+v", n)
		}
		if n.Country != "" && !n.Allows(n.AnyOf[0], n.Country) {
			t.Fatalf("offers a country it does not allow: %+v", n)
		}
	}
}
