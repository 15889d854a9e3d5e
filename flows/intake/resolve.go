package intake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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

// Resolve reads a typed text as a folder and the beginning of a name in it.
// Absolute paths, ~, $HOME and paths relative to the current folder are
// understood; a text without a separator means the start folder, and so does a
// relative one that the current folder does not hold. Nothing else is expanded:
// no * and no other $. The error is a *Problem.
func (f FileBrowser) Resolve(text string) (TypedPath, error) {
	if f.isHome(text) {
		text += string(filepath.Separator)
	}
	head, partial := splitTyped(text)
	dir, err := f.resolveFolder(head)
	if err != nil {
		return TypedPath{}, err
	}
	place := TypedPath{Dir: dir, Partial: partial}
	switch partial {
	case "":
		return place, nil
	case ".", "..":
		return TypedPath{Dir: Ref{filepath.Join(dir.path, partial)}}, nil
	}
	path := filepath.Join(dir.path, partial)
	if info, err := f.lstat(path); err == nil && !info.IsDir() && !isFolder(path) {
		place.File = Ref{path}
	}
	return place, nil
}

// isHome reports whether the whole text means the home folder.
func (f FileBrowser) isHome(text string) bool {
	return f.home != "" && (text == "~" || text == "$HOME")
}

// splitTyped cuts after the last separator.
func splitTyped(text string) (head, partial string) {
	for i := len(text) - 1; i >= 0; i-- {
		if os.IsPathSeparator(text[i]) {
			return text[:i+1], text[i+1:]
		}
	}
	return "", text
}

// resolveFolder finds the folder that the typed beginning of a path means.
func (f FileBrowser) resolveFolder(head string) (Ref, error) {
	if head == "" {
		return f.StartFolder(), nil
	}
	if path := f.expandHome(head); filepath.IsAbs(path) {
		return newFolderRef(path)
	}
	if ref, err := newFolderRef(filepath.Join(f.cwd, head)); err == nil && f.cwd != "" {
		return ref, nil
	}
	return newFolderRef(filepath.Join(f.StartFolder().path, head))
}

// expandHome puts the home folder in place of a leading ~ or $HOME.
func (f FileBrowser) expandHome(path string) string {
	if f.home == "" {
		return path
	}
	for _, sign := range []string{"~", "$HOME"} {
		rest, ok := strings.CutPrefix(path, sign)
		if ok && (rest == "" || os.IsPathSeparator(rest[0])) {
			return filepath.Join(f.home, rest)
		}
	}
	return path
}

// newFolderRef makes a Ref of a folder that is there.
func newFolderRef(path string) (Ref, error) {
	if strings.ContainsRune(path, 0) || !isFolder(path) {
		return Ref{}, &Problem{Code: NoFolder}
	}
	return Ref{filepath.Clean(path)}, nil
}

// maxCandidates is how many completions are returned at most.
const maxCandidates = 256

// Complete completes a typed path as far as all matches agree. It returns the
// new text, and the whole texts to cycle through if more than one name matches.
// Upper and lower case, and the two spellings of accents, are told apart only if
// that leaves a match. Folders end in a separator. Names with characters that do
// not print are left out, because a field cannot show them; such files are chosen
// from the list.
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
