package personr

import (
	"regexp"
	"strings"
	"unicode"

	"dossier/flows/foreign"
)

// tokenError is why a text is no token, without the text.
type tokenError string

func (e tokenError) Error() string { return string(e) }

// Is makes every such error ErrToken.
func (e tokenError) Is(target error) bool { return target == ErrToken }

// tokenPrefix is what stands before a token in a settings file, a shell or an example of
// a request.
var tokenPrefix = regexp.MustCompile(`(?i)^(?:(?:export\s+|set\s+|\$env:)?PERSONR_TOKEN\s*=|Authorization\s*[:=]|Bearer(?:[\s\pZ]+|:|$))`)

// quotePairs are the quotes that editors and documents put around a token.
var quotePairs = []struct{ left, right string }{
	{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"«", "»"}, {"»", "«"},
}

// quotes are never inside a token: one that is left stood on one side only, or the
// text is a whole answer of the service.
const quotes = "\"'`“”„‘’«»"

// unwrapToken drops what stands around a token, layer after layer.
func unwrapToken(raw string) string {
	text := trimUnseen(raw)
	for {
		inner := trimUnseen(trimQuotes(text))
		inner = trimUnseen(inner[len(tokenPrefix.FindString(inner)):])
		if inner == text {
			return text
		}
		text = inner
	}
}

// trimUnseen drops blanks, line ends and invisible signs on both sides.
func trimUnseen(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || foreign.IsInvisible(r) })
}

func trimQuotes(text string) string {
	for _, pair := range quotePairs {
		inner, opens := strings.CutPrefix(text, pair.left)
		inner, closes := strings.CutSuffix(inner, pair.right)
		if opens && closes {
			return inner
		}
	}
	return text
}

// tokenProblem is why an unwrapped text cannot be sent as a token; empty when it can.
func tokenProblem(text string) string {
	switch {
	case text == "":
		return "nothing is in it"
	case len(text) > maxTokenBytes:
		return "it is longer than a token can be (4,096 bytes)"
	case strings.ContainsAny(text, "\r\n\u0085\u2028\u2029"):
		return "it has more than one line; give the token alone, on one line"
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "a blank is inside; give the token alone, as one word"
	case strings.ContainsAny(text, quotes):
		return "a quote is inside; give the token alone"
	case strings.ContainsFunc(text, foreign.IsInvisible):
		return "an invisible sign is inside; copy the token again"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "a control character is inside; is this a text file?"
	case strings.ContainsFunc(text, isNotVisible):
		return "it has a letter or sign that no token has; copy the token again"
	}
	return ""
}

func isNotVisible(r rune) bool { return r <= ' ' || r > '~' }
