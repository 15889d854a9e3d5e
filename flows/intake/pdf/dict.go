package pdf

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strconv"
)

// dict holds the values of a dictionary as they are written, by their names.
type dict map[string][]byte

// maxNesting bounds how deep values are nested.
const maxNesting = 16

// parseDict reads a dictionary (ISO 32000-1, 7.3.7) at the beginning of a text and
// returns what follows it. It is nil if there is none, or if it is not complete.
func parseDict(text []byte) (dict, []byte) { return parseNested(text, maxNesting) }

func parseNested(text []byte, depth int) (dict, []byte) {
	text, found := bytes.CutPrefix(skipBlanks(text), []byte("<<"))
	if !found || depth == 0 {
		return nil, nil
	}
	entries := dict{}
	for {
		text = skipBlanks(text)
		if rest, end := bytes.CutPrefix(text, []byte(">>")); end {
			return entries, rest
		}
		if len(text) == 0 || text[0] != '/' {
			return nil, nil
		}
		name := text[:1+tokenLength(text[1:])]
		text = skipBlanks(text[len(name):])
		n := valueLength(text, depth-1)
		if n == 0 {
			return nil, nil
		}
		entries[string(name[1:])] = text[:n]
		text = text[n:]
	}
}

var reference = regexp.MustCompile(`^\s*(\d{1,10})\s+(\d{1,5})\s+R\b`)

// valueLength returns how many bytes the value at the beginning of a text has, 0 if
// there is none.
func valueLength(text []byte, depth int) int {
	switch {
	case len(text) == 0:
		return 0
	case bytes.HasPrefix(text, []byte("<<")):
		entries, rest := parseNested(text, depth)
		if entries == nil {
			return 0
		}
		return len(text) - len(rest)
	case text[0] == '<':
		return bytes.IndexByte(text, '>') + 1
	case text[0] == '(':
		return literalLength(text)
	case text[0] == '[':
		return arrayLength(text, depth)
	case text[0] == '/':
		return 1 + tokenLength(text[1:])
	}
	if m := reference.Find(text); m != nil {
		return len(m)
	}
	return tokenLength(text)
}

func arrayLength(text []byte, depth int) int {
	rest := text[1:]
	for depth > 0 {
		rest = skipBlanks(rest)
		if len(rest) > 0 && rest[0] == ']' {
			return len(text) - len(rest) + 1
		}
		n := valueLength(rest, depth-1)
		if n == 0 {
			return 0
		}
		rest = rest[n:]
	}
	return 0
}

// literalLength returns the length of a string in brackets, which may hold pairs of
// brackets (ISO 32000-1, 7.3.4.2).
func literalLength(text []byte) int {
	open := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func tokenLength(text []byte) int {
	if n := bytes.IndexAny(text, "\x00\t\n\f\r ()<>[]{}/%"); n >= 0 {
		return n
	}
	return len(text)
}

func skipBlanks(text []byte) []byte {
	for {
		text = bytes.TrimLeft(text, "\x00\t\n\f\r ")
		if len(text) == 0 || text[0] != '%' {
			return text
		}
		end := bytes.IndexAny(text, "\r\n")
		if end < 0 {
			return nil
		}
		text = text[end:]
	}
}

// objectID names an object: its number and its generation.
type objectID struct{ number, generation string }

func parseReference(text []byte) (objectID, bool) {
	m := reference.FindSubmatch(text)
	if m == nil {
		return objectID{}, false
	}
	return objectID{string(m[1]), string(m[2])}, true
}

// parseInteger reads a whole number, 0 if it is none.
func (d dict) parseInteger(name string) int64 {
	n, _ := strconv.ParseInt(string(d[name]), 10, 64)
	return n
}

// parseString reads a string of either kind, nil if it is none.
func parseString(value []byte) []byte {
	switch {
	case len(value) < 2:
		return nil
	case value[0] == '<':
		digits := bytes.Join(bytes.Fields(value[1:len(value)-1]), nil)
		if len(digits)%2 == 1 {
			digits = append(digits, '0')
		}
		text, _ := hex.AppendDecode(nil, digits)
		return text
	case value[0] == '(':
		return unescapeLiteral(value[1 : len(value)-1])
	}
	return nil
}

// escapes are those of ISO 32000-1, table 3, apart from the octal ones.
const escapes, escaped = "nrtbf", "\n\r\t\b\f"

func unescapeLiteral(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out = append(out, text[i])
			continue
		}
		i++
		octal := 0
		for octal < 3 && i+octal < len(text) && text[i+octal] >= '0' && text[i+octal] <= '7' {
			octal++
		}
		code, _ := strconv.ParseUint(string(text[i:i+octal]), 8, 16)
		switch at := bytes.IndexByte([]byte(escapes), text[i]); {
		case octal > 0:
			out = append(out, byte(code))
			i += octal - 1
		case at >= 0:
			out = append(out, escaped[at])
		case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
			i++ // a line that goes on
		case text[i] != '\n' && text[i] != '\r':
			out = append(out, text[i])
		}
	}
	return out
}
