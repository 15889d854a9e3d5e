package intake

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/sahilm/fuzzy"

	"dossier/flows"
)

// Base returns the last element of a path, for the screen only.
func (f Folder) Base(ref Ref) flows.Foreign { return flows.Untrusted(filepath.Base(ref.path)) }

// Typed returns the text that a person would type to enter a folder; Resolve
// understands it. It is "" for a name that nobody could type, because it holds
// signs that are not printed: such a text has no place in a field.
func (f Folder) Typed(ref Ref) string {
	text := ref.path
	if rest, ok := strings.CutPrefix(text, f.home); ok && f.home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		text = "~" + rest
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return strings.TrimSuffix(text, string(filepath.Separator)) + string(filepath.Separator)
}

// Matching keeps the entries whose name holds the text, in any case; those
// that begin with it come first.
func Matching(entries []Entry, text string) []Entry {
	if text == "" {
		return entries
	}
	text = strings.ToLower(text)
	var begins, holds []Entry
	for _, e := range entries {
		name := strings.ToLower(filepath.Base(e.Path.path))
		switch at := strings.Index(name, text); {
		case at == 0:
			begins = append(begins, e)
		case at > 0:
			holds = append(holds, e)
		}
	}
	if len(begins)+len(holds) > 0 {
		return append(begins, holds...)
	}
	return fuzzyMatching(entries, text)
}

// fuzzyMatching keeps the entries whose name holds the letters in order.
func fuzzyMatching(entries []Entry, text string) []Entry {
	var list []Entry
	for _, m := range fuzzy.FindFrom(text, names(entries)) {
		list = append(list, entries[m.Index])
	}
	return list
}

type names []Entry

func (n names) String(i int) string { return filepath.Base(n[i].Path.path) }
func (n names) Len() int            { return len(n) }
