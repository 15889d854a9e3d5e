package safe

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dossier/flows/foreign"
	"dossier/tui/safe/hostile"

	"github.com/charmbracelet/x/ansi"
)

func TestLineShowsOrSpellsOut(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"Zoë Müller, 12 €":   "Zoë Müller, 12 €",
		"漢字 カナ 한글":           "漢字 カナ 한글",
		"नमस्ते":             "नमस्ते",
		"e\u0301":            "e\u0301",
		"\u1100\u1161\u11a8": "\u1100\u1161\u11a8", // Korean as macOS writes file names
		"a\nb":               `a\u{0A}b`,
		"\x1b[2J":            `\u{1B}[2J`,
		"\u009b31m":          `\u{9B}31m`,
		"\x9b31m":            `\x{9B}31m`,
		"\u202egpj":          `\u{202E}gpj`,
		"a\u200bb":           `a\u{200B}b`,
		"\U000e0041":         `\u{E0041}`,
		"\ue000":             `\u{E000}`, // private use
		"\u0378":             `\u{378}`,  // unassigned
		"\u3164\u115f\u1160": `\u{3164}\u{115F}\u{1160}`,
		"\u2800\uffa0\u00a0": `\u{2800}\u{FFA0}\u{A0}`,
		"\ufeff\u2028":       `\u{FEFF}\u{2028}`,
		"\U0001f468\u200d":   "\U0001f468" + `\u{200D}`,
		"\xff\xc0\xaf":       `\x{FF}\x{C0}\x{AF}`,
		"\ufffd":             "\ufffd",
		"\x7f\x00":           `\u{7F}\u{00}`,
		`a\b`:                `a\b`,
	} {
		if got := LineOf(in, ListMax).String(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLineBoundsMarks(t *testing.T) {
	const acute = "\u0301"
	for in, want := range map[string]string{
		"a" + strings.Repeat(acute, 4): "a" + strings.Repeat(acute, 4),
		"a" + strings.Repeat(acute, 5): "a" + strings.Repeat(acute, 4) + `\u{301}`,
		acute + "a":                    `\u{301}a`, // would sit on our border
		"\x00" + acute:                 `\u{00}\u{301}`,
		"a " + acute:                   `a \u{301}`,
	} {
		if got := LineOf(in, ListMax).String(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLineSpellsOutMixedDirections(t *testing.T) {
	for in, want := range map[string]string{
		"שלום":         "שלום",
		"שלום 12":      "שלום 12",
		"שלום.jpg":     "שלום.jpg",
		"مرحبا.7z":     "مرحبا.7z",
		"א b":          `\u{5D0} b`,
		"id.א":         `id.\u{5D0}`,
		"א.jpg.extra1": `\u{5D0}.jpg.extra1`,
		"a ٣":          `a \u{663}`,
		"א\u05b0b":     `\u{5D0}\u{5B0}b`, // the point goes with its letter
		"א\u200f":      `\u{5D0}\u{200F}`,
	} {
		if got := LineOf(in, ListMax).String(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLineIsCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "abc…"}, {"abc", 0, "…"}, {"", 0, ""},
		{"a\x00b", 6, "a…"}, {"a\x00", 7, `a\u{00}`}, {"\x00", 3, "…"}, {"abc", -1, "…"},
	} {
		if got := LineOf(c.in, c.max).String(); got != c.want {
			t.Errorf("%q to %d: got %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestBlockSplitsAndBounds(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"", 10, ""}, {"a", 10, "a"}, {"a\r\nb\n", 10, "a|b"}, {"a\n\nb", 10, "a||b"}, {"a\rb", 10, `a\u{0D}b`},
		{"abc\ndef", 5, "abc|d…"}, {"\n\n\n\n\n\n", 3, "|||…"}, {"abc\nd", 4, "abc|…"},
	} {
		var got []string
		for _, line := range Block(foreign.Untrusted(c.in), c.max) {
			got = append(got, line.String())
		}
		if joined := strings.Join(got, "|"); joined != c.want {
			t.Errorf("%q to %d: got %q, want %q", c.in, c.max, joined, c.want)
		}
	}
}

func TestTextIsComparable(t *testing.T) {
	if Line(foreign.Untrusted("a"), 5) != LineOf("a", 5) || LineOf("", 5) != (Text{}) {
		t.Error("texts of the same characters differ")
	}
}

// controls matches what a terminal might act on or not show. It is written
// down apart from the lists of the package.
var controls = regexp.MustCompile(`[\p{C}\x{2028}\x{2029}\p{Zs}\x{115F}\x{1160}\x{3164}\x{FFA0}\x{2800}\x{FE00}-\x{FE0F}]`)

// checkLine is what must hold of every line, whatever went in.
func checkLine(t *testing.T, in string, limit int) {
	t.Helper()
	got := LineOf(in, limit).String()
	if !utf8.ValidString(got) {
		t.Errorf("%q: %q is no UTF-8", in, got)
	}
	if found := controls.FindString(strings.ReplaceAll(got, " ", "")); found != "" {
		t.Errorf("%q: contains %+q", in, found)
	}
	if n := utf8.RuneCountInString(got); n > limit+1 {
		t.Errorf("%q: %d runes, at most %d", in, n, limit)
	}
	if again := LineOf(got, limit).String(); again != got {
		t.Errorf("%q: %q became %q when made safe again", in, got, again)
	}
	checkWidth(t, got)
	checkMarks(t, got)
}

// checkWidth wants the borders before and after a text to keep their own cell,
// and both ways of measuring to agree unless characters are joined.
func checkWidth(t *testing.T, s string) {
	t.Helper()
	width := ansi.StringWidth(s)
	if got := ansi.StringWidth("│" + s + "│"); got != width+2 {
		t.Errorf("%+q: %d cells alone, %d between borders", s, width, got)
	}
	joined := func(r rune) bool { return joinsPrevious(r) || r >= 0x1100 && r < 0x1160 || r >= 0xA960 && r < 0xA980 }
	if !strings.ContainsFunc(s, joined) && ansi.StringWidthWc(s) != width {
		t.Errorf("%+q: %d cells by character, %d by cluster", s, ansi.StringWidthWc(s), width)
	}
}

func checkMarks(t *testing.T, s string) {
	t.Helper()
	run := maxMarks // a mark at the beginning is one too many
	for _, r := range s {
		switch {
		case !unicode.Is(unicode.M, r):
			run = 0
		case run == maxMarks:
			t.Errorf("%+q: too many marks on one character", s)
			return
		default:
			run++
		}
	}
}

func TestHostileStringsBecomeLines(t *testing.T) {
	for _, s := range hostile.Strings() {
		checkLine(t, s, ListMax)
		checkLine(t, s, DetailMax)
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range hostile.Strings() {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, limit uint8) { checkLine(t, s, int(limit)) })
}
