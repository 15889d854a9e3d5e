package intake

import (
	"os"
	"path/filepath"
	"strings"
)

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

// splitTyped cuts behind the last separator.
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
