package safe

import (
	"testing"
	"unicode/utf8"

	"dossier/flows/foreign"
	"dossier/tui/safe/hostile"
)

// TestNameShowsEnoughAndNoMore proves what line 1 shows of a person.
func TestNameShowsEnoughAndNoMore(t *testing.T) {
	for _, c := range []struct{ first, last, want string }{
		{"Anna", "Müller", "Anna M."},
		{" Anna Maria ", " Šimić", "Anna Maria Š."},
		{"Émile", "E\u0301mile", "Émile E\u0301."},
		{"Anna", "", "Anna"},
		{"", "Müller", "M."},
		{"", "", ""},
		{"Anna", "\x1b[2J", "Anna"},
		{"Anna", "\u202eM", "Anna"},
		{"Anna", "\u115fM", "Anna"},
		{"Annabellamariatheresiacharlotte", "M", "Annabellamariatheres… M."},
		{"אנה", "כהן", "אנה כ."},
	} {
		if got := ShortName(foreign.Untrusted(c.first), foreign.Untrusted(c.last)).String(); got != c.want {
			t.Errorf("%q %q: %q, want %q", c.first, c.last, got, c.want)
		}
	}
}

// TestNameIsShortAndSafe proves that no name can fill the line or speak to the
// terminal.
func TestNameIsShortAndSafe(t *testing.T) {
	for _, s := range hostile.Strings() {
		got := ShortName(foreign.Untrusted(s), foreign.Untrusted(s)).String()
		if utf8.RuneCountInString(got) > 30 {
			t.Errorf("%d runes", utf8.RuneCountInString(got))
		}
		for _, r := range got {
			if !isVisible(r) {
				t.Errorf("shows %U", r)
			}
		}
	}
}
