package intake

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows/intake/quoting"
)

// Resolve reads a typed text as a folder and the beginning of a name in it.
// Absolute paths, ~, ~name, $HOME and relative paths are understood; those lead from the
// start folder, else from the current one, and ./ from the current one alone. Nothing else
// is expanded: no * and no other $. Quotes, backslashes and file:// are read as FindFile
// reads them, since a terminal without bracketed paste types what is dropped on it. The
// error is a *Problem.
func (f FileBrowser) Resolve(text string) (TypedPath, error) {
	var best TypedPath
	var problem *Problem
	foreign := f.foreignProblem(text)
	for i, item := range f.typedItems(text) {
		place, err := f.resolveItem(item)
		switch {
		case err != nil:
			problem = moreTelling(problem, err)
		case !place.File.IsZero():
			return place, nil
		case foreign == nil || i > 0 && strings.HasPrefix(item, "/"):
			best = place // what is inside of quotes is likelier than a name with quotes
		}
	}
	if !best.Dir.IsZero() {
		return best, nil
	}
	return TypedPath{}, f.explainMissing(text, problem)
}

// typedItems are the texts that a typed one may stand for: itself, what is inside of its
// quotes, also where the last one is not typed yet, and the place of a Windows path.
func (f FileBrowser) typedItems(text string) []string {
	items := []string{text}
	more := f.singleItems(text)
	if words := quoting.SplitPOSIX(text + "'"); strings.HasPrefix(text, "'") && len(words) == 1 {
		more = append(more, words[0])
	}
	for _, item := range more {
		if local := parseForeignWindows(item); local != "" && !f.windows {
			if strings.HasSuffix(item, `\`) || strings.HasSuffix(item, "/") {
				local = withSeparator(local)
			}
			item = local
		}
		if !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// resolveItem reads a text without quotes.
func (f FileBrowser) resolveItem(text string) (TypedPath, error) {
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
		return f.newFolderRef(path)
	}
	bases := []string{f.StartFolder().path, f.cwd}
	if here := "." + string(filepath.Separator); strings.HasPrefix(head, here) {
		bases = bases[1:]
	}
	var problem *Problem
	for _, base := range bases {
		if base == "" || strings.Contains(head, "..") && !isFolder(withSeparator(base)+head) {
			continue // below a folder that is not there, .. leads nowhere
		}
		ref, err := f.newFolderRef(filepath.Join(base, head))
		if err == nil {
			return ref, nil
		}
		problem = moreTelling(problem, err)
	}
	return Ref{}, cmp.Or(problem, &Problem{Code: NoFolder})
}

// expandHome puts the home folder in place of a leading ~, ~name or $HOME.
func (f FileBrowser) expandHome(path string) string {
	head, rest := path, ""
	if at := strings.IndexFunc(path, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) }); at >= 0 {
		head, rest = path[:at], path[at:]
	}
	home := f.home
	name, named := strings.CutPrefix(head, "~")
	switch {
	case head == "$HOME" || named && name == "":
	case named && f.homeOf != nil:
		home, _ = f.homeOf(name)
	default:
		return path
	}
	if home == "" {
		return path
	}
	return filepath.Join(home, rest)
}

// newFolderRef makes a Ref of a folder that is there.
func (f FileBrowser) newFolderRef(path string) (Ref, error) {
	if strings.ContainsRune(path, 0) {
		return Ref{}, &Problem{Code: NoFolder}
	}
	path = filepath.Clean(path)
	if isFolder(path) {
		return Ref{path}, nil
	}
	found, _, err := f.locate(path)
	switch {
	case err != nil && codeOf(err) != NotFound:
		return Ref{}, err
	case err != nil || !isFolder(found):
		return Ref{}, &Problem{Code: NoFolder}
	}
	return Ref{found}, nil
}
