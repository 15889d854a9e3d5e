package intake

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ref is one path on this computer. It is comparable, and it never prints the path:
// only a FileBrowser can open, list or show it. The zero Ref is no path.
type Ref struct{ path string }

// IsZero reports whether the Ref is no path.
func (r Ref) IsZero() bool { return r.path == "" }

// Format prints a word in place of the path, whatever the verb.
func (r Ref) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, "path") }

// MarshalJSON refuses: no record may hold a path.
func (r Ref) MarshalJSON() ([]byte, error) {
	return nil, errors.New("a path is not recorded; keep the hash of the file")
}

// TypedPath is what a typed text points at.
type TypedPath struct {
	Dir     Ref    // the folder to list
	Partial string // the beginning of a name that was typed after it; may be empty
	File    Ref    // what has exactly that path and is no folder; zero if nothing
}

// Format prints a word in place of what was typed, whatever the verb.
func (p TypedPath) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, "place") }

// maxCandidates is how many completions are returned at most.
const maxCandidates = 256

// Complete completes a typed path as far as all matches agree. It returns the
// new text, and the whole texts to cycle through if more than one name matches.
// Upper and lower case, and the spellings of accents and blanks, are told apart only if
// that leaves a match. Folders end in a separator. Names with control characters are
// left out, because no field holds them; such files are chosen from the list.
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
		if strings.HasPrefix(name, ".") != hidden || !canBeTyped(name) {
			continue
		}
		if entry.IsDir() {
			name += string(filepath.Separator)
		}
		names = append(names, name)
	}
	return names
}

// canBeTyped reports whether a text field keeps the name as it is.
func canBeTyped(name string) bool {
	return utf8.ValidString(name) && strings.IndexFunc(name, unicode.IsControl) < 0
}

// namesWithPrefix returns the names that begin with partial: exactly, else loosely.
func namesWithPrefix(names []string, partial string) []string {
	var exact, loose []string
	folded := foldName(partial)
	for _, name := range names {
		if strings.HasPrefix(name, partial) {
			exact = append(exact, name)
		} else if strings.HasPrefix(foldName(name), folded) {
			loose = append(loose, name)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return loose
}

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
