package tomlfile

import (
	"strings"
	"testing"
)

// TestAByteOrderMarkIsNoFault proves that a file of an editor that writes one is read, and
// that faults keep their columns.
func TestAByteOrderMarkIsNoFault(t *testing.T) {
	schema := Schema{MaxBytes: 100, Keys: map[string][]string{"": {"name"}}}
	var f struct{ Name string }
	if _, err := Decode([]byte("\ufeffname = \"x\""), schema, &f); err != nil || f.Name != "x" {
		t.Errorf("%+v, %v", f, err)
	}
	_, err := Decode([]byte("\ufeffnam = \"x\""), schema, &f)
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
		_, err := Decode([]byte(text), schema, &f)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
