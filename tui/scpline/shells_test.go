package scpline

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// windowsPaths draws paths that Windows allows, with all that a shell could read.
func windowsPaths() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		folders := rapid.SliceOfN(rapid.StringMatching("[a-zA-Z0-9 $`%^&()!'‘’‚‛“”„{}\\[\\],;@~#+=._-]{0,9}x"), 1, 3).Draw(t, "names")
		return rapid.SampledFrom([]string{`C:\`, `d:\`, `\\server\share\`}).Draw(t, "root") + strings.Join(folders, `\`)
	})
}

// TestBothShellsOfWindowsReadThePathAsItIs proves that what the shells make of a line has the
// path as an argument: both of them, or PowerShell where the line is said to be for it.
func TestBothShellsOfWindowsReadThePathAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		client, paths := rapid.SampledFrom([]Client{OpenSSHWindows, PuTTY}).Draw(t, "client"), rapid.SliceOfN(windowsPaths(), 1, 3).Draw(t, "paths")
		line := client.Command(ParseTarget("host:2222"), "K7F2/front", paths...)
		want := append(append([]string{client.program(ParseTarget("host")), "-P", "2222"}, paths...), "host:K7F2/front")
		if got, err := readPowerShell(line); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("PowerShell reads %s as %q, %v", line, got, err)
		}
		if client.Shell(paths...) == PowerShell {
			return
		}
		if got, err := readCmd(line); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("cmd reads %s as %q, %v", line, got, err)
		}
	})
}

// TestFewPathsAreForOneShell proves that a usual path has a line for both.
func TestFewPathsAreForOneShell(t *testing.T) {
	for path, want := range map[string]Shell{
		`C:\Users\Anna\it's (1) & 100%.jpg`: AnyShell, `C:\a$b.jpg`: PowerShell, "C:\\a`b.jpg": PowerShell, `C:\“a”.jpg`: PowerShell, `C:\%TEMP%\a.jpg`: PowerShell, `C:\5% of 10%.jpg`: PowerShell,
	} {
		if got := OpenSSHWindows.Shell(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		if got := OpenSSH.Shell(path); got != AnyShell {
			t.Errorf("%s in a POSIX shell: %q", path, got)
		}
	}
}

// readCmd reads a line as cmd.exe does at its prompt, without delayed expansion: names
// between percent signs first, then carets and operators outside of double quotes. What is
// left goes to the program as it is.
func readCmd(line string) ([]string, error) {
	if strings.Count(line, "%") > 1 {
		return nil, fmt.Errorf("a variable may be read")
	}
	var out strings.Builder
	quoted, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			escaped = false
			out.WriteRune(r)
		case r == '"':
			quoted = !quoted
			out.WriteRune(r)
		case !quoted && r == '^':
			escaped = true
		case !quoted && strings.ContainsRune("&|<>()", r):
			return nil, fmt.Errorf("the operator %c", r)
		default:
			out.WriteRune(r)
		}
	}
	return readArguments(out.String()), nil
}

// Marks that PowerShell takes for one another.
const (
	psDouble = "\"“”„"
	psSingle = "'‘’‚‛"
)

// readPowerShell reads a command line as PowerShell does (about_Quoting_Rules,
// about_Parsing), and passes it on as version 5.1 does: an argument with a blank in double
// quotes.
func readPowerShell(line string) ([]string, error) {
	var words []string
	word, quote, isWord := "", "", false
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r := string(runes[i])
		next := ""
		if i+1 < len(runes) {
			next = string(runes[i+1])
		}
		switch {
		case quote != "" && strings.Contains(quote, r) && next != "" && strings.Contains(quote, next):
			word += r
			i++
		case quote != "" && strings.Contains(quote, r):
			quote = ""
		case quote == psSingle:
			word += r
		case r == "`" || r == "$":
			return nil, fmt.Errorf("reads %s%s", r, next)
		case quote == psDouble:
			word += r
		case strings.Contains(psSingle, r):
			quote, isWord = psSingle, true
		case strings.Contains(psDouble, r):
			quote, isWord = psDouble, true
		case unicode.IsSpace(runes[i]):
			if isWord {
				words = append(words, word)
			}
			word, isWord = "", false
		case strings.Contains("&|<>(){};,@#", r):
			return nil, fmt.Errorf("the operator %s", r)
		default:
			word, isWord = word+r, true
		}
	}
	if quote != "" {
		return nil, fmt.Errorf("a quote stays open")
	}
	words = append(words, word)
	for i, w := range words {
		if strings.ContainsFunc(w, unicode.IsSpace) {
			words[i] = `"` + w + `"`
		}
	}
	return readArguments(strings.Join(words, " ")), nil
}

// readArguments splits a command line as programs for Windows do (Microsoft's C runtime,
// "Parsing C command-line arguments").
func readArguments(line string) []string {
	var list []string
	word, quoted, isWord := "", false, false
	for i := 0; i < len(line); i++ {
		slashes := len(line[i:]) - len(strings.TrimLeft(line[i:], `\`))
		switch {
		case slashes > 0 && strings.HasPrefix(line[i+slashes:], `"`):
			word, isWord = word+strings.Repeat(`\`, slashes/2), true
			i += slashes - 1
			if slashes%2 == 1 {
				word += `"`
				i++
			}
		case slashes > 0:
			word, isWord = word+strings.Repeat(`\`, slashes), true
			i += slashes - 1
		case line[i] == '"':
			quoted, isWord = !quoted, true
		case !quoted && (line[i] == ' ' || line[i] == '\t'):
			if isWord {
				list = append(list, word)
			}
			word, isWord = "", false
		default:
			word, isWord = word+line[i:i+1], true
		}
	}
	if isWord {
		list = append(list, word)
	}
	return list
}
