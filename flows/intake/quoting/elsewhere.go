package quoting

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	fullPath    = regexp.MustCompile(`^(?:/|~/|[A-Za-z]:[\\/]|\\\\[^\\]+\\)`) // a path from the root, home, a drive or a server on
	windowsPath = regexp.MustCompile(`^"?(?:[A-Za-z]:[\\/]|\\\\)`)
	drivePath   = regexp.MustCompile(`^/[A-Za-z]:/`)
	quotedWord  = regexp.MustCompile(`(?:^|[ \t])['"]|\\`) // a quote within a word is a part of a name: /home/anna/it's.jpg
)

// PathsElsewhere reads a text as full paths of files of another computer, in the spelling of
// that computer and without quotes; none if it is anything else. What they lead to only that
// computer can say, so blanks part two paths only where nothing else can be meant.
func PathsElsewhere(text string) []string {
	var paths []string
	for _, line := range SplitLines(StripControls(text)) {
		if line = TrimCopied(line); line == "" {
			continue
		}
		found := pathsOfLine(line)
		if !areFullPaths(found) {
			return nil
		}
		paths = append(paths, found...)
	}
	return paths
}

// OnOneLine is a text with several paths of another computer as one line that is read as the
// same paths; any other text as it is.
func OnOneLine(text string) string {
	paths := PathsElsewhere(text)
	if len(paths) < 2 {
		return text
	}
	words := make([]string, len(paths))
	for n, path := range paths {
		words[n] = quoteWord(path)
	}
	return strings.Join(words, " ")
}

// areFullPaths reports whether these are paths that a command can name on one line.
func areFullPaths(items []string) bool {
	return len(items) > 0 && !slices.ContainsFunc(items, func(item string) bool {
		return !fullPath.MatchString(item) || strings.ContainsFunc(item, breaksLine)
	})
}

// breaksLine reports whether a shell, a terminal or an editor may do more with a character
// than write it.
func breaksLine(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) }

// pathsOfLine reads paths as the one program writes them that wrote the line.
func pathsOfLine(line string) []string {
	switch {
	case strings.HasPrefix(line, "file://"):
		return pathsOfURLs(line)
	case windowsPath.MatchString(line) && strings.Contains(line, `"`):
		return SplitWindows(line)
	case !windowsPath.MatchString(line) && quotedWord.MatchString(line):
		if words := SplitPOSIX(line); areFullPaths(words) || strings.Contains(line, `\`) {
			return words
		}
	}
	if words := splitBlanks(line); areFullPaths(words) {
		return words
	}
	return []string{line}
}

func splitBlanks(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
}

// pathsOfURLs are the paths of file addresses.
func pathsOfURLs(line string) []string {
	words := splitBlanks(line)
	if slices.ContainsFunc(words, func(word string) bool { return !strings.HasPrefix(word, "file://") }) {
		return pathOfURL(line)
	}
	var paths []string
	for _, word := range words {
		path := pathOfURL(word)
		if path == nil {
			return nil
		}
		paths = append(paths, path...)
	}
	return paths
}

// pathOfURL is the path of a file address (RFC 8089). The host is that other computer.
func pathOfURL(text string) []string {
	address, err := url.Parse(text)
	if err != nil || address.Path == "" {
		return nil
	}
	if drivePath.MatchString(address.Path) {
		return []string{address.Path[1:]}
	}
	return []string{address.Path}
}

// QuotePOSIX quotes a path for a POSIX shell (IEEE 1003.1, 2.2.2), so that nothing in it is
// read by the shell. A home folder at its beginning stays one.
func QuotePOSIX(path string) string {
	home := ""
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, path = "~/", rest
	}
	if path != "" && strings.Trim(path, plain) == "" {
		return home + path
	}
	return home + quoteWord(path)
}

func quoteWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// plain are the characters that no POSIX shell reads.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,@%"
