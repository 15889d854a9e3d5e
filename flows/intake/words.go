package intake

import (
	"net/url"
	"strings"
	"unicode"
)

// splitLines reads one path per line.
func splitLines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// parseCopiedFiles reads what file managers put on the clipboard: GNOME's
// x-special/nautilus-clipboard and x-special/gnome-copied-files (a line copy or cut, then
// addresses), and the text/uri-list of KDE and others (RFC 2483: # begins a comment). A
// line may be a plain path as well.
func (f FileBrowser) parseCopiedFiles(text string) []string {
	lines := splitLines(text)
	if len(lines) > 0 && strings.HasPrefix(lines[0], "x-special/") {
		lines = lines[1:]
	}
	if len(lines) > 1 && (lines[0] == "copy" || lines[0] == "cut") {
		lines = lines[1:]
	}
	var paths []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "file://"):
			urls := f.parseFileURLs([]string{line})
			if urls == nil {
				return nil
			}
			paths = append(paths, urls...)
		default:
			paths = append(paths, line)
		}
	}
	return paths
}

// parseFileURLs reads file:// addresses (RFC 8089) with no host or this one; nil if
// any word is something else.
func (f FileBrowser) parseFileURLs(words []string) []string {
	paths := make([]string, 0, len(words))
	for _, word := range words {
		path, ok := f.parseFileURL(word)
		if !ok {
			return nil
		}
		if f.windows && len(path) > 2 && path[2] == ':' {
			path = path[1:]
		}
		paths = append(paths, path)
	}
	return paths
}

// parseFileURL is the path of one address. A host of WSL (wsl.localhost, wsl$) stands
// before the distribution's name and its path.
func (f FileBrowser) parseFileURL(word string) (string, bool) {
	rest, ok := strings.CutPrefix(word, "file://")
	slash := strings.IndexByte(rest, '/')
	if !ok || slash < 0 {
		return "", false
	}
	path, err := url.PathUnescape(rest[slash:])
	if err != nil {
		return "", false
	}
	if onWSL := "//" + rest[:slash] + path; wslPath.MatchString(onWSL) {
		return onWSL, !f.windows
	}
	return path, f.isLocalHost(rest[:slash])
}

func (f FileBrowser) isLocalHost(host string) bool {
	return host == "" || strings.EqualFold(host, "localhost") || strings.EqualFold(host, f.host)
}

// splitPOSIXWords splits as a POSIX shell quotes (IEEE 1003.1, 2.2), without any
// expansion; nil if a quote stays open.
func splitPOSIXWords(text string) []string {
	const inDouble = "\"\\$`\n"
	return splitWords(text, func(quote, c, next byte) (quoteRule, byte) {
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			return ruleOpenQuote, c
		case quote != 0 && c == quote:
			return ruleCloseQuote, 0
		case c == '\\' && quote == 0, c == '\\' && quote == '"' && strings.IndexByte(inDouble, next) >= 0:
			return ruleEscape, 0
		}
		return ruleLiteral, 0
	})
}

// splitEscapedWords splits at blanks that have no backslash before them; all other
// characters are literal. WezTerm writes this by default.
func splitEscapedWords(text string) []string {
	return splitWords(text, func(_, c, next byte) (quoteRule, byte) {
		if c == '\\' && next == ' ' {
			return ruleEscape, 0
		}
		return ruleLiteral, 0
	})
}

// splitWindowsWords splits at blanks outside of double quotes; a backslash is a
// separator of paths. Some consoles swallow the very first quote.
func splitWindowsWords(text string) []string {
	if strings.Count(text, `"`)%2 == 1 {
		text = `"` + text
	}
	return splitWords(text, func(quote, c, _ byte) (quoteRule, byte) {
		switch {
		case c == '"' && quote == 0:
			return ruleOpenQuote, c
		case c == '"':
			return ruleCloseQuote, 0
		}
		return ruleLiteral, 0
	})
}

// splitBarePaths splits unquoted absolute paths that follow each other: a new
// one begins at a slash after a blank. kitty quotes nothing.
func splitBarePaths(text string) []string {
	var paths []string
	for i, part := range strings.Split(" "+text, " /") {
		if i == 0 && strings.TrimSpace(part) != "" {
			return nil
		}
		if i == 0 {
			continue
		}
		paths = append(paths, strings.TrimSpace("/"+part))
	}
	return paths
}

// quoteRule is what one character does in a quoted text.
type quoteRule int

const (
	ruleLiteral    quoteRule = iota // is part of a word, or separates if it is a blank outside of quotes
	ruleOpenQuote                   // opens a quote
	ruleCloseQuote                  // closes the quote
	ruleEscape                      // makes the next character literal
)

// splitWords splits at blanks outside of quotes. The classify function gets the open quote,
// the character and the one after it (0 at the end). The result is nil if the text
// ends inside a quote or after an escape.
func splitWords(text string, classify func(quote, c, next byte) (quoteRule, byte)) []string {
	var s wordSplitter
	text += "\x00" // a text has none of its own, see stripControls
	for i := 0; i < len(text)-1; i++ {
		c, next := text[i], text[i+1]
		switch what, quote := classify(s.quote, c, next); what {
		case ruleOpenQuote, ruleCloseQuote:
			s.quote, s.inWord = quote, true
		case ruleEscape:
			i++
			s.addByte(next)
		default:
			s.addUnescaped(c)
		}
	}
	return s.finish()
}

// wordSplitter gathers words. A word may be empty, if it was quoted.
type wordSplitter struct {
	words        []string
	word         []byte
	inWord       bool
	quote        byte // the open one, or 0
	endsInEscape bool // the last character is an escape
}

func (s *wordSplitter) addByte(c byte) {
	s.word = append(s.word, c)
	s.inWord, s.endsInEscape = true, s.endsInEscape || c == 0
}

func (s *wordSplitter) addUnescaped(c byte) {
	if s.quote != 0 || c >= 0x80 || !unicode.IsSpace(rune(c)) {
		s.addByte(c)
		return
	}
	s.endWord()
}

func (s *wordSplitter) endWord() {
	if s.inWord {
		s.words = append(s.words, string(s.word))
	}
	s.word, s.inWord = s.word[:0], false
}

func (s *wordSplitter) finish() []string {
	s.endWord()
	if s.quote != 0 || s.endsInEscape {
		return nil
	}
	return s.words
}
