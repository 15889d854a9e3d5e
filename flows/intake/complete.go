package intake

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCandidates is how many completions are returned; nobody cycles further.
const maxCandidates = 256

// Complete completes a typed path as far as all matches agree. It returns the
// new text, and the whole texts to cycle through if more than one name matches.
// Upper and lower case, and the two spellings of accents, are told apart only if
// that leaves a match. Folders end in a separator. Names with signs that do not
// print are left out, so that the texts can stand in a field; such files are
// chosen from the list.
func (f FileBrowser) Complete(text string) (completed string, candidates []string) {
	if f.isHome(text) {
		return text + string(filepath.Separator), nil
	}
	head, partial := splitTyped(text)
	dir, err := f.resolveFolder(head)
	if err != nil {
		return text, nil
	}
	names := namesWithPrefix(namesIn(dir.path, strings.HasPrefix(partial, ".")), partial)
	if len(names) == 0 {
		return text, nil
	}
	completed = text
	if common := commonPrefix(names); utf8.RuneCountInString(common) >= utf8.RuneCountInString(partial) {
		completed = head + common
	}
	if len(names) == 1 {
		return completed, nil
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxCandidates)] {
		candidates = append(candidates, head+name)
	}
	return completed, candidates
}

// namesIn returns the names that can be typed in a folder, folders with a
// separator at the end. A folder that cannot be read has none.
func namesIn(dir string, hidden bool) []string {
	opened, err := openFolder(dir)
	if err != nil {
		return nil
	}
	defer func() { _ = opened.Close() }()
	found, _ := opened.ReadDir(-1) // what was read before an error is worth offering
	names := make([]string, 0, len(found))
	for _, entry := range found {
		name := entry.Name()
		if strings.HasPrefix(name, ".") != hidden || !isPrintable(name) {
			continue
		}
		if entry.IsDir() {
			name += string(filepath.Separator)
		}
		names = append(names, name)
	}
	return names
}

func isPrintable(name string) bool {
	return utf8.ValidString(name) && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// namesWithPrefix returns the names that begin with partial: exactly, else loosely.
func namesWithPrefix(names []string, partial string) []string {
	var exact, loose []string
	folded := foldCase(partial)
	for _, name := range names {
		if strings.HasPrefix(name, partial) {
			exact = append(exact, name)
		} else if strings.HasPrefix(foldCase(name), folded) {
			loose = append(loose, name)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return loose
}

// foldCase makes names comparable as macOS and Windows compare them.
func foldCase(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// commonPrefix returns the longest beginning that all names share, in whole
// characters.
func commonPrefix(names []string) string {
	common := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, common) {
			_, size := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-size]
		}
	}
	return common
}
