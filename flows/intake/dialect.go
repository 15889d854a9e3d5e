package intake

import (
	"net/url"
	"strings"
	"unicode"
)

// lines reads one path per line.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// addresses reads file:// addresses (RFC 8089) with no host or this one; nil if
// any word is something else.
func (f Folder) addresses(words []string) []string {
	paths := make([]string, 0, len(words))
	for _, word := range words {
		rest, ok := strings.CutPrefix(word, "file://")
		slash := strings.IndexByte(rest, '/')
		if !ok || slash < 0 || !f.isHere(rest[:slash]) {
			return nil
		}
		path, err := url.PathUnescape(rest[slash:])
		if err != nil {
			return nil
		}
		if f.windows && len(path) > 2 && path[2] == ':' {
			path = path[1:]
		}
		paths = append(paths, path)
	}
	return paths
}

func (f Folder) isHere(host string) bool {
	return host == "" || strings.EqualFold(host, "localhost") || strings.EqualFold(host, f.host)
}

// posixWords splits as a POSIX shell quotes (IEEE 1003.1, 2.2), without any
// expansion; nil if a quote stays open.
func posixWords(text string) []string {
	const inDouble = "\"\\$`\n"
	return words(text, func(quote, c, next byte) (rule, byte) {
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			return opens, c
		case quote != 0 && c == quote:
			return closes, 0
		case c == '\\' && quote == 0, c == '\\' && quote == '"' && strings.IndexByte(inDouble, next) >= 0:
			return escapes, 0
		}
		return stands, 0
	})
}

// blankWords splits at blanks that have no backslash before them; all other
// signs stand for themselves. WezTerm writes this by default.
func blankWords(text string) []string {
	return words(text, func(_, c, next byte) (rule, byte) {
		if c == '\\' && next == ' ' {
			return escapes, 0
		}
		return stands, 0
	})
}

// windowsWords splits at blanks outside of double quotes; a backslash is a
// separator of paths. Some consoles swallow the very first quote.
func windowsWords(text string) []string {
	if strings.Count(text, `"`)%2 == 1 {
		text = `"` + text
	}
	return words(text, func(quote, c, _ byte) (rule, byte) {
		switch {
		case c == '"' && quote == 0:
			return opens, c
		case c == '"':
			return closes, 0
		}
		return stands, 0
	})
}

// bareWords splits unquoted absolute paths that stand behind each other: a new
// one begins at a slash after a blank. kitty quotes nothing.
func bareWords(text string) []string {
	var paths []string
	for i, part := range strings.Split(" "+text, " /") {
		if i == 0 && strings.TrimSpace(part) == "" {
			continue
		}
		paths = append(paths, strings.TrimSpace("/"+part))
	}
	return paths
}

// rule is what one sign does in a quoted text.
type rule int

const (
	stands  rule = iota // for itself, or separates if it is a blank outside of quotes
	opens               // a quote
	closes              // the quote
	escapes             // the next sign
)

// words splits at blanks outside of quotes. The judge is told the open quote, the
// sign and the one behind it (0 at the end). The answer is nil if the text ends
// inside of a quote or behind an escape.
func words(text string, judge func(quote, c, next byte) (rule, byte)) []string {
	var s splitter
	text += "\x00" // a text has none of its own, see withoutControls
	for i := 0; i < len(text)-1; i++ {
		c, next := text[i], text[i+1]
		switch what, quote := judge(s.quote, c, next); what {
		case opens, closes:
			s.quote, s.inWord = quote, true
		case escapes:
			i++
			s.keep(next)
		default:
			s.plain(c)
		}
	}
	return s.end()
}

// splitter gathers words. A word may be empty, if it was quoted.
type splitter struct {
	all    []string
	word   []byte
	inWord bool
	quote  byte // the open one, or 0
	torn   bool // an escape stood at the end
}

func (s *splitter) keep(c byte) {
	s.word = append(s.word, c)
	s.inWord, s.torn = true, s.torn || c == 0
}

func (s *splitter) plain(c byte) {
	if s.quote != 0 || c >= 0x80 || !unicode.IsSpace(rune(c)) {
		s.keep(c)
		return
	}
	s.cut()
}

func (s *splitter) cut() {
	if s.inWord {
		s.all = append(s.all, string(s.word))
	}
	s.word, s.inWord = s.word[:0], false
}

func (s *splitter) end() []string {
	s.cut()
	if s.quote != 0 || s.torn {
		return nil
	}
	return s.all
}
