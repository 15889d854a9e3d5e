package tomlfile

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Schema says which keys a file may have. The zero value of a field means none.
type Schema struct {
	MaxBytes int                  // the largest file that is read
	Keys     map[string][]string  // the keys of a table, by the table's own key; "" is the file
	Arrays   []string             // the tables that begin with [[…]], by their own keys
	Kinds    map[string]string    // what the value of a key has to be, by the key: "has to be …"
	Free     map[string]FreeTable // tables with keys of the writer's choice, by the table's own key
}

// FreeTable is a table whose keys the caller checks.
type FreeTable struct {
	MaxKeys int
	Noun    string // what the keys are, in the plural
	Kind    string // what each value has to be, as a whole sentence without its end
}

// Kinds of values that many keys have.
const (
	Text  = `a text in quotes`
	Texts = `a list of texts, ["…", "…"]`
)

// knownKey is the key of a table in its usual spelling; it may be written in any case, as
// for the TOML decoder.
func (s Schema) knownKey(table, key string) (string, bool) {
	if _, free := s.Free[table]; free {
		return key, true
	}
	i := slices.IndexFunc(s.Keys[table], func(known string) bool { return strings.EqualFold(known, key) })
	if i < 0 {
		return "", false
	}
	return s.Keys[table][i], true
}

func (s Schema) unknownKeyError(table, key string, line, column int) *Error {
	path, valid := joinPath(table, quoteKey(key)), s.Keys[table]
	if len(valid) == 0 { // a value, or a free key: neither is a table
		return &Error{line, column, path, "unknown key"}
	}
	if near, ok := Nearest(key, valid); ok {
		return &Error{line, column, path, `unknown key; did you mean "` + near + `"?`}
	}
	return &Error{line, column, path, "unknown key; valid here: " + strings.Join(valid, ", ")}
}

// quoteKey is a key from the file, safe to print: as it stands when it is a
// plain one, else quoted, and never longer than fits on a line.
func quoteKey(key string) string {
	const longest = 40
	if runes := []rune(key); len(runes) > longest {
		key = string(runes[:longest]) + "…"
	}
	plain := func(r rune) bool { return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	if key != "" && strings.IndexFunc(key, func(r rune) bool { return !plain(r) }) < 0 {
		return key
	}
	return strconv.QuoteToASCII(key)
}
