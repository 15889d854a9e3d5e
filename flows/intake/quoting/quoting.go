// Package quoting reads the ways in which shells, terminals and consoles write paths as
// text. It promises to expand nothing and to run nothing, and it refuses to look at a disk:
// which reading is right only the disk can say.
package quoting

import (
	"strings"
	"unicode"
)

// SplitLines reads one path per line.
func SplitLines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// TrimCopied drops what copying takes along: blanks and line ends around the path, and
// the direction marks that Windows puts before a path in a file's properties.
func TrimCopied(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) })
}

// StripControls drops what is not part of a path: the marks of a bracketed
// paste, the control characters that Warp puts before it, the NULs of Rio.
func StripControls(text string) string {
	for _, mark := range []string{"\x1b[200~", "\x1b[201~", "\x00"} {
		text = strings.ReplaceAll(text, mark, "")
	}
	return strings.TrimLeftFunc(text, unicode.IsControl)
}

// SplitPOSIX splits as a POSIX shell quotes (IEEE 1003.1, 2.2), without any
// expansion; nil if a quote stays open.
func SplitPOSIX(text string) []string {
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

// SplitEscaped splits at blanks that have no backslash before them; all other
// characters are literal. WezTerm writes this by default.
func SplitEscaped(text string) []string {
	return splitWords(text, func(_, c, next byte) (quoteRule, byte) {
		if c == '\\' && next == ' ' {
			return ruleEscape, 0
		}
		return ruleLiteral, 0
	})
}

// SplitWindows splits at blanks outside of double quotes; a backslash is a
// separator of paths. Some consoles swallow the very first quote.
func SplitWindows(text string) []string {
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

// SplitBarePaths splits unquoted absolute paths that follow each other: a new
// one begins at a slash after a blank. kitty quotes nothing.
func SplitBarePaths(text string) []string {
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
	text += "\x00" // a text has none of its own, see StripControls
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
