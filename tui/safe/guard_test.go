package safe

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dossier/tui/safe/hostile"

	"github.com/charmbracelet/x/ansi"
)

// guarded returns what a guard passes of s, written in pieces of size bytes.
func guarded(t *testing.T, s string, size int) string {
	t.Helper()
	var out bytes.Buffer
	g := NewGuard(&out)
	for len(s) > 0 {
		n := min(size, len(s))
		if got, err := g.Write([]byte(s[:n])); got != n || err != nil {
			t.Fatalf("write of %d bytes: %d, %v", n, got, err)
		}
		s = s[n:]
	}
	return out.String()
}

func TestGuardPassesWhatTheProgramNeeds(t *testing.T) {
	for _, s := range []string{
		"text ä漢👍 e\u0301", "\r\n\b\t\a", "\x1bM",
		"\x1b[m", "\x1b[1;38;2;1;2;3m", "\x1b[4:3m", "\x1b[H", "\x1b[12;40H", "\x1b[5A", "\x1b[d", "\x1b[3`",
		"\x1b[J", "\x1b[2J", "\x1b[1K", "\x1b[4X", "\x1b[2@", "\x1b[2P", "\x1b[L", "\x1b[3M", "\x1b[2S", "\x1b[2T",
		"\x1b[2;20r", "\x1b[r", "\x1b[9b", "\x1b[2I", "\x1b[2Z", "\x1b[4h", "\x1b[4l", "\x1b[?5W",
		"\x1b[?25l", "\x1b[?1049h", "\x1b[?2004h", "\x1b[?2026h", "\x1b[?2027l", "\x1b[?7l", "\x1b[?1004h", "\x1b[?1000;1006l",
		"\x1b[?2026$p", "\x1b[?2027$p", "\x1b[>1u", "\x1b[<1u", "\x1b[=1;1u", "\x1b[?u", "\x1b[>4;2m", "\x1b[>4m",
		"\x1b[ q", "\x1b[6 q", "\x1b[6n", "\x1b[c", "\x1b[>q",
		"\x1b]2;dossier (2 of 5)\a", "\x1b]0;\x1b\\", "\x1b]11;?\a", "\x1b]112\a", "\x1b]9;4;1;40\a", "\x1b]9;4;0\a",
		"\x1b[22;2t", "\x1b[23;2t",
		"\x1bP+q5463;524742\x1b\\", "\x1bP+q4D73\x1b\\", "\x1b[?2004$p",
	} {
		if got := guarded(t, s, len(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestGuardDropsTheRest(t *testing.T) {
	for in, want := range map[string]string{
		"\x00\x0b\x0c\x0e\x0f\x7f":                "",
		"\x9b2J":                                  "2J",
		"\u009b2J":                                "2J",
		"a\u202eb\u200bc\u2028":                   "abc",
		"\xff\xe2\x80\xc3(\xed\xa0\x80":           "(",
		"\ue000\u0378":                            "",
		"\ufffd":                                  "\ufffd",
		"\x1b[3J\x1b[?1003h\x1b[?47h":             "",
		"\x1b[?1003;25h":                          "",
		"\x1b[99999b":                             "",
		"\x1b[21t\x1b[!p\x1b[?996n":               "",
		"\x1b[1;2;3H\x1b[1:2H\x1b[?2J":            "",
		"\x1b[>32u\x1b[?1u\x1b[>4;3m":             "",
		"\x1b[u\x1b[s\x1b[20h\x1b[h":              "",
		"\x1b[31\x1b[32m":                         "\x1b[32m",
		"\x1b[31\nA":                              "\nA",
		"\x1bc\x1b(0\x1b#8\x1b7":                  "",
		"\x1b\x1b[2J":                             "\x1b[2J",
		"\x1b]2;\xc3\xa4\a":                       "",
		"\x1b]8;;http://evil\a\x1b]2\a":           "",
		"\x1b]52;c;b3duZWQ=\a":                    "",
		"\x1b]10;#000000\a\x1b]9;hi\a":            "",
		"\x1b]9;4;5\a\x1b]9;4;1;101\a":            "",
		"\x1b]9;4;+1\a\x1b]9;4;1;1;1\a":           "",
		"\x1bPq\x1b\\\x1b_G\x1b\\":                "",
		"\x1bP+q5\x1b\\\x1bP+q54\a":               "",
		"\x1bP+q544e\x1b\\\x1bP+q5463;544e\x1b\\": "",
		"\x1bP+q;\x1b\\\x1bP$q\"p\x1b\\":          "",
		"\x1b^pm\x1b\\\x1bXsos\x1b\\ok":           "ok",
		"\x1b]0;open\r\n│":                        "\r\n│",
		"\x1bPopen\x1b[2;1H│":                     "\x1b[2;1H│",
	} {
		if got := guarded(t, in, len(in)); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestGuardDropsLongSequences(t *testing.T) {
	for _, s := range []string{
		"\x1b]2;" + strings.Repeat("a", maxTitleBytes+1) + "\a",
		"\x1b]2;" + strings.Repeat("a", 1<<20) + "\a",
		"\x1b[" + strings.Repeat("1;", 1<<20) + "m",
		"\x1b" + strings.Repeat(" ", 1<<20) + "F",
	} {
		if got := guarded(t, s+"ok", 4096); got != "ok" {
			t.Errorf("%.20q… of %d bytes left %d bytes", s, len(s), len(got))
		}
	}
}

func TestGuardAllowsOneClipboardWrite(t *testing.T) {
	var out bytes.Buffer
	g := NewGuard(&out)
	write := func(s string) string {
		out.Reset()
		_, _ = g.Write([]byte(ansi.SetSystemClipboard(s)))
		return out.String()
	}
	g.AllowClipboard("K7F2")
	if got := write("other"); got != "" {
		t.Errorf("another content passed: %q", got)
	}
	if got := write("K7F2"); got != ansi.SetSystemClipboard("K7F2") {
		t.Errorf("the allowed content became %q", got)
	}
	if got := write("K7F2"); got != "" {
		t.Errorf("the content passed a second time: %q", got)
	}
}

func TestGuardKeepsNoMoreThanASequence(t *testing.T) {
	var out bytes.Buffer
	g := NewGuard(&out)
	content := strings.Repeat("a", maxSequenceBytes)
	g.AllowClipboard(content)
	_, _ = g.Write([]byte(ansi.SetSystemClipboard(content)))
	if out.Len() > 0 {
		t.Errorf("a sequence above the limit passed with %d bytes", out.Len())
	}
	if got := cap(g.p.seq); got > 2*maxSequenceBytes {
		t.Errorf("the guard holds %d bytes of a dropped sequence", got)
	}
}

func TestGuardOnlySwitchesTheMouseOff(t *testing.T) {
	const off = "\x1b[?1002l\x1b[?1006l"
	var out bytes.Buffer
	_, _ = NewGuard(&out).Write([]byte("\x1b[?1002h\x1b[?1006h" + off))
	if out.String() != off {
		t.Errorf("passed %q", out.String())
	}
}

func TestGuardCountsWhatItDrops(t *testing.T) {
	g := NewGuard(&bytes.Buffer{})
	_, _ = g.Write([]byte("ok\x00\x1b[3J\u202e\x1b]8;;x\a\x1b[31\x1b[m"))
	if g.Dropped() != 5 {
		t.Errorf("%d dropped, want 5", g.Dropped())
	}
}

var errBroken = errors.New("broken pipe")

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestGuardReportsTheOutputsErrors(t *testing.T) {
	if n, err := NewGuard(brokenWriter{errBroken}).Write([]byte("a")); n != 0 || !errors.Is(err, errBroken) {
		t.Errorf("got %d, %v", n, err)
	}
	if _, err := NewGuard(brokenWriter{}).Write([]byte("a")); err == nil {
		t.Error("a short write went unnoticed")
	}
	if n, err := NewGuard(brokenWriter{errBroken}).Write([]byte("\x1b[3J")); n != 4 || err != nil {
		t.Errorf("dropped bytes were written: %d, %v", n, err)
	}
}

func TestGuardIsNoTerminalWithoutAFile(t *testing.T) {
	g := NewGuard(&bytes.Buffer{})
	if g.Fd() != ^uintptr(0) {
		t.Errorf("descriptor %d", g.Fd())
	}
	if _, err := g.Read(nil); !errors.Is(err, ErrNotAFile) {
		t.Errorf("read: %v", err)
	}
	if err := g.Close(); !errors.Is(err, ErrNotAFile) {
		t.Errorf("close: %v", err)
	}
}

// harmless matches each sequence a guard may pass. It is written down apart
// from the guard's own lists, and matched against what another parser finds.
var harmless = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\x1bM`,
	`\x1b\[[0-9]{0,4}[A-DGIZX@PLMSTbd` + "`" + `]`,
	`\x1b\[(?:[0-9]{0,4};)?[0-9]{0,4}[Hr]`,
	`\x1b\[[012]?[JK]`,
	`\x1b\[[0-9;:]{0,128}m`,
	`\x1b\[4[hl]`,
	`\x1b\[\?(?:7|25|1004|1049|2004|2026|2027)(?:;(?:7|25|1004|1049|2004|2026|2027))*h`,
	`\x1b\[\?(?:7|25|100[02346]|1049|2004|2026|2027)(?:;(?:7|25|100[02346]|1049|2004|2026|2027))*l`,
	`\x1b\[\?(?:5W|u|202[67]\$p)`,
	`\x1b\[(?:6n|c|>0?q)`,
	`\x1b\[[><]?(?:[0-2]?[0-9]|0*3[01]|0*[0-9]{1,2})u`,
	`\x1b\[[><]u`,
	`\x1b\[=[0-9]{0,4};?[0-9]{0,4}u`,
	`\x1b\[>4(?:;[012])?m`,
	`\x1b\[[0-6]? q`,
	`\x1b\](?:[02];[ -~]{0,256}|1[012];\?|11[012]|9;4;[0-9]{1,4}(?:;[0-9]{1,4})?)(?:\a|\x1b\\)`,
	`\x1bP\+q(?:524742|5463|4D73)(?:;(?:524742|5463|4D73))*\x1b\\`,
	`[\n\r\t\a\x08]`,
}, "|") + `)$`)

// checkGuard is what must hold of a guard's output, whatever went in.
func checkGuard(t *testing.T, in string, size int) {
	t.Helper()
	out := guarded(t, in, max(len(in), 1))
	if split := guarded(t, in, size); split != out {
		t.Errorf("%q: %q at once, %q in pieces of %d", in, out, split, size)
	}
	if !utf8.ValidString(out) {
		t.Errorf("%q: %q is no UTF-8", in, out)
	}
	if again := guarded(t, out, size); again != out {
		t.Errorf("%q: %q became %q when guarded again", in, out, again)
	}
	checkSequences(t, in, out)
}

func checkSequences(t *testing.T, in, out string) {
	t.Helper()
	for parser := ansi.NewParser(); out != ""; {
		seq, _, n, _ := ansi.DecodeSequence(out, ansi.NormalState, parser)
		out = out[n:]
		if strings.ContainsFunc(seq, unicode.IsControl) {
			if !harmless.MatchString(seq) {
				t.Errorf("%q: passed %q", in, seq)
			}
			continue
		}
		if strings.ContainsFunc(seq, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("%q: passed %+q", in, seq)
		}
	}
}

func TestGuardHoldsAgainstHostileStrings(t *testing.T) {
	for _, s := range hostile.Strings() {
		for _, size := range []int{1, 7} {
			checkGuard(t, s, size)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, s := range hostile.Strings() {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, size uint8) { checkGuard(t, s, int(size)+1) })
}
