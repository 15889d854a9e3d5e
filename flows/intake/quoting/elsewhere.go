package quoting

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	fullPath    = regexp.MustCompile(`^(?:/|~/|[A-Za-z]:[\\/]|\\\\[^\\]+\\)`) // a path from the root, home, a drive or a server on
	windowsPath = regexp.MustCompile(`^["']?(?:[A-Za-z]:[\\/]|\\\\)`)
	drivePath   = regexp.MustCompile(`^/[A-Za-z]:/`)
)

// PathElsewhere reads a text as one full path of another computer, in the spelling of that
// computer and without quotes; false if it is none. What the path leads to only that
// computer can say.
func PathElsewhere(text string) (string, bool) {
	text = TrimCopied(StripControls(text))
	items := unquote(text)
	if len(items) != 1 || !fullPath.MatchString(items[0]) {
		return "", false
	}
	return items[0], true
}

// unquote reads paths as the one program writes them that wrote the text.
func unquote(text string) []string {
	switch {
	case strings.HasPrefix(text, "file://"):
		return pathOfURL(text)
	case windowsPath.MatchString(text) && strings.ContainsAny(text[:1], `"'`):
		return SplitWindows(text)
	case windowsPath.MatchString(text):
		return SplitLines(text)
	case strings.ContainsAny(text, `\'"`):
		if items := SplitPOSIX(text); items != nil || strings.Contains(text, `\`) {
			return items
		}
	}
	return SplitLines(text) // a quote that stays open is a part of a name: /home/anna/it's.jpg
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
	return home + "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// plain are the characters that no POSIX shell reads.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,@%"
