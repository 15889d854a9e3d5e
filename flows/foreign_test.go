package flows

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dossier/flows/foreign"
)

const secret = "Anna\x1b[31m"

// TestForeignTextIsNeverPrinted covers what fmt does with unexported fields,
// for which it asks no method.
func TestForeignTextIsNeverPrinted(t *testing.T) {
	f := foreign.Untrusted(secret)
	hidden := struct{ inner struct{ f foreign.Text } }{}
	hidden.inner.f = f
	s := storyOf(t, append(opened(), StatusSeen{Status: f, Answer: f, Labels: []foreign.Text{f}})...)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{f, &f, hidden, []foreign.Text{f}, Remark{Code: f}, s.j, s.entries} {
			if out := fmt.Sprintf(verb, value); strings.Contains(out, "Anna") || strings.Contains(out, fmt.Sprintf("%x", "Anna")) {
				t.Errorf("%s of %T prints the text", verb, value)
			}
		}
	}
	if got := fmt.Sprint(f); got != "foreign(9 bytes)" {
		t.Errorf("got %q", got)
	}
}

func TestForeignIsComparedByItsText(t *testing.T) {
	a, b := foreign.Untrusted(strings.Clone(secret)), foreign.Untrusted(secret)
	if a != b || !a.Is(secret) || a.Is("x") || a.Empty() || foreign.Reveal(a) != secret {
		t.Error("two equal texts differ")
	}
	if zero := (foreign.Text{}); foreign.Untrusted("") != zero || !zero.Empty() || !zero.Is("") || foreign.Reveal(zero) != "" {
		t.Error("the zero value is not the empty text")
	}
}

func TestForeignInJSON(t *testing.T) {
	for _, text := range []string{"", secret, `"\u2028<&>`} {
		b, err := json.Marshal(foreign.Untrusted(text))
		if err != nil {
			t.Fatal(err)
		}
		var back foreign.Text
		if err := json.Unmarshal(b, &back); err != nil || !back.Is(text) {
			t.Errorf("%q came back as %q, %v", text, foreign.Reveal(back), err)
		}
	}
	var f foreign.Text
	if json.Unmarshal([]byte(`7`), &f) == nil {
		t.Error("a number is no text")
	}
}
