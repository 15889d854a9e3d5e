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
