package tomlfile

import (
	"strconv"
	"strings"
	"testing"
)

// decode reads a text and returns all that is wrong with it.
func decode(text string, schema Schema, into any) error {
	c, err := Decode([]byte(text), schema, into)
	if err != nil {
		return err
	}
	return c.Err()
}

// TestAByteOrderMarkIsNoFault proves that a file of an editor that writes one is read, and
// that faults keep their columns.
func TestAByteOrderMarkIsNoFault(t *testing.T) {
	schema := Schema{MaxBytes: 100, Keys: map[string][]string{"": {"name"}}}
	var f struct{ Name string }
	if err := decode("\ufeffname = \"x\"", schema, &f); err != nil || f.Name != "x" {
		t.Errorf("%+v, %v", f, err)
	}
	err := decode("\ufeffnam = \"x\"", schema, &f)
	if err == nil || err.Error() != `line 1: nam: unknown key; did you mean "name"?` {
		t.Errorf("%v", err)
	}
}

// TestTheCheckerNamesLineAndKey proves that a path finds its line, one that is absent that
// of its table, and that the key is named without indices.
func TestTheCheckerNamesLineAndKey(t *testing.T) {
	schema := Schema{MaxBytes: 100, Keys: map[string][]string{"": {"a"}, "a": {"b", "c"}}}
	var f struct{ A []struct{ B []string } }
	c, err := Decode([]byte("[[a]]\nb = [\"x\"]\n[[a]]\nb = [\n\"y\",\n\"z\"]\n"), schema, &f)
	if err != nil {
		t.Fatal(err)
	}
	c.AddFault("a.1.c", "is missing")
	c.AddFault("a.1.b.1", "is wrong")
	c.AddFaultUnderKey("a.0.b", "a", "is odd")
	want := "line 2: a: is odd\nline 3: a.c: is missing\nline 6: a.b: is wrong"
	if got := c.Err().Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c.Line("a.1.b.0") != 5 {
		t.Errorf("line %d, want 5", c.Line("a.1.b.0"))
	}
}

// TestNearestNeedsLikeness proves that a suggestion shares most of its letters with what
// was written.
func TestNearestNeedsLikeness(t *testing.T) {
	for word, want := range map[string]string{"contry": "country", "nme": "name", "sides": "", strings.Repeat("n", 41): ""} {
		if got, ok := Nearest(word, []string{"name", "country"}); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v, want %q", word, got, ok, want)
		}
	}
	if _, ok := Nearest("x", nil); ok {
		t.Error("something is near where there is nothing")
	}
}

// TestAListOfTablesIsWrittenAsOne proves that a single table in place of a list is a fault,
// on its own line, where the schema says so: the decoder would take it.
func TestAListOfTablesIsWrittenAsOne(t *testing.T) {
	schema := Schema{
		MaxBytes: 100, Keys: map[string][]string{"": {"a"}, "a": {"b"}, "a.b": {"c"}},
		Arrays: []string{"a", "a.b"}, Kinds: map[string]string{"a": "under [[a]]", "a.b": "under [[a.b]]"},
	}
	for text, want := range map[string]string{
		"\n[a]": "line 2: a: has to be under [[a]]", "a.b = []": "line 1: a: has to be under [[a]]", "a = {b = []}": "line 1: a: has to be under [[a]]",
		"a = 1": "line 1: a: has to be under [[a]]", "[[a]]\n[a.b]": "line 2: a.b: has to be under [[a.b]]", "[[a]]\nb.c = 1": "line 2: a.b: has to be under [[a.b]]",
		"\n[[a.b]]": "line 2: a: has to be under [[a]]", "a = [{b = {}}]": "line 1: a.b: has to be under [[a.b]]",
		"[[a]]\n[[a.b]]\nc = \"x\"": "", "a = [{b = [{c = \"x\"}]}]": "", "a = []": "",
	} {
		var f struct {
			A []struct{ B []struct{ C string } }
		}
		err := decode(text, schema, &f)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestAllFaultsAreNamedAtOnce proves that a fault hides no other one, and that none is named
// that only follows from another: what a table lacks that has an unknown key.
func TestAllFaultsAreNamedAtOnce(t *testing.T) {
	schema := Schema{
		MaxBytes: 1000, Keys: map[string][]string{"": {"a", "c"}, "a": {"name", "list", "group"}, "c": {"name"}},
		Arrays: []string{"a", "c"}, Kinds: map[string]string{"a": "under [[a]]", "a.name": Text, "a.list": Texts, "a.group": Text},
	}
	for text, want := range map[string]string{
		"[[a]]\nnme = \"x\"\n[[a]]\nlist = [1]\n[[a]]\nname = \"z\"":                      "line 2: a.nme: unknown key; did you mean \"name\"?\nline 4: a.list: has to be " + Texts + "\nline 6: a.name: is wrong",
		"[[a]]\nname = 1\ngroup = [\n2,\n3]\n[[a]]\ngrup = {x = 1,\ny = 2}\nname = \"z\"": "line 2: a.name: has to be " + Text + "\nline 3: a.group: has to be " + Text + "\nline 7: a.grup: unknown key; did you mean \"group\"?\nline 9: a.name: is wrong",
		"[[a]]\ngroup = \"g\"":                             "line 1: a.name: is wrong",
		"[[a]]\ngroup = \"g\"\n[b]\nc = 1\n[[a]]\nnme = 1": "line 1: a.name: is wrong\nline 3: b: unknown key; did you mean \"a\"?\nline 6: a.nme: unknown key; did you mean \"name\"?",
		"[[b]]\nname = 1":                                  "line 1: b: unknown key; did you mean \"a\"?",
		"[[a]]\nname = 1\nname = 2":                        "line 2: a.name: has to be " + Text + "\nline 3: a.name: has to be " + Text,
		"[[a]]\nnme = 1\nname = ":                          "line 2: a.nme: unknown key; did you mean \"name\"?\nline 3: not valid TOML: expected value, not end of input",
		"a = [{nme = 1}]":                                  "line 1: a.nme: unknown key; did you mean \"name\"?",
		"":                                                 "line 1: there is none",
	} {
		var f struct {
			A []struct {
				Name, Group string
				List        []string
			}
		}
		c, err := Decode([]byte(text), schema, &f)
		if err == nil {
			if len(f.A) == 0 {
				c.AddFault("", "there is none")
			}
			for i, row := range f.A {
				if row.Name != "right" {
					c.AddFault("a."+strconv.Itoa(i)+".name", "is wrong")
				}
			}
			err = c.Err()
		}
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n%v\nwant\n%s", text, err, want)
		}
	}
}
