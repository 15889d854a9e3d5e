package intake

import (
	"dossier/flows/foreign"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/sahilm/fuzzy"
)

// DisplayName returns the last element of a path, for the screen only.
func (f FileBrowser) DisplayName(ref Ref) foreign.Text {
	return foreign.Untrusted(filepath.Base(ref.path))
}

// TypedText returns the text that a person would type to enter a folder; Resolve
// understands it. It is "" for a name that nobody could type, because it holds
// signs that are not printed: such a text has no place in a field.
func (f FileBrowser) TypedText(ref Ref) string {
	text := ref.path
	if rest, ok := strings.CutPrefix(text, f.home); ok && f.home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		text = "~" + rest
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return strings.TrimSuffix(text, string(filepath.Separator)) + string(filepath.Separator)
}

// FilterEntries keeps the entries whose name holds the text, in any case; those
// that begin with it come first.
func FilterEntries(entries []Entry, text string) []Entry {
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
	return fuzzyFilter(entries, text)
}

// fuzzyFilter keeps the entries whose name holds the letters in order.
func fuzzyFilter(entries []Entry, text string) []Entry {
	var list []Entry
	for _, m := range fuzzy.FindFrom(text, entryNames(entries)) {
		list = append(list, entries[m.Index])
	}
	return list
}

type entryNames []Entry

func (n entryNames) String(i int) string { return filepath.Base(n[i].Path.path) }
func (n entryNames) Len() int            { return len(n) }
