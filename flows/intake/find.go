package intake

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"dossier/flows/intake/quoting"
)

// FindFile finds the one file that a text names. It is the only reader of a path that
// somebody wrote: the wizard and dossier upload use it alike. It understands
//
//   - a path as it stands, absolute or relative to the current folder, with ~, ~name or
//     $HOME before it;
//   - file:// addresses, quotes, backslashes before blanks, and what file managers copy;
//   - on WSL the Windows spelling of a path that is here (C:\…, \\wsl$\…).
//
// A path that does not exist byte for byte is taken if exactly one name in its folder is
// spelled alike, see foldSpelling. The last element must be a regular file. The error is a
// *Problem: NoFolder, NotFolder, NotFound, IsFolder, IsLink, IsPipe, IsDevice, Unreadable, Ambiguous,
// OtherComputer or FileNumber. Whether the file is empty, too large or no picture is
// known when it is opened: FileBrowser.Open.
func (f FileBrowser) FindFile(text string) (Ref, error) {
	return f.find(text, modeProblem)
}

// FindFolder finds the one folder that a text names, read as FindFile reads it. A link to
// a folder is one. The error is a *Problem.
func (f FileBrowser) FindFolder(text string) (Ref, error) {
	return f.find(text, func(mode fs.FileMode) *Problem {
		if mode.IsDir() || mode&fs.ModeSymlink != 0 {
			return nil
		}
		return &Problem{Code: NoFolder}
	})
}

// find tries every reading of the text byte for byte, then with folded spelling.
func (f FileBrowser) find(text string, check func(fs.FileMode) *Problem) (Ref, error) {
	if len(text) > maxPasteBytes {
		return Ref{}, &Problem{Code: NotFound}
	}
	readings := f.singleReadings(text)
	var worst *Problem
	for _, locate := range []locateFunc{f.locateExactly, f.locate} {
		worst = nil // the second, wider look knows more
		for _, path := range readings {
			found, info, err := locateWritten(locate, path)
			if err == nil {
				err = asError(check(info.Mode()))
			}
			if err == nil {
				return Ref{found}, nil
			}
			worst = moreTelling(worst, err)
		}
	}
	return Ref{}, f.explainMissing(text, worst)
}

// explainMissing is why no reading of the text leads to a file.
func (f FileBrowser) explainMissing(text string, found *Problem) *Problem {
	foreign := f.foreignProblem(text)
	switch {
	case found == nil && foreign == nil:
		return &Problem{Code: NotFound}
	case foreign != nil && (found == nil || found.Code == NotFound || found.Code == NoFolder):
		return foreign
	}
	return found
}

// singleReadings are the absolute paths that the text may mean as one path, the likeliest
// first.
func (f FileBrowser) singleReadings(text string) []string {
	var paths []string
	for _, item := range f.singleItems(text) {
		for _, path := range f.localPaths(item, true) {
			if !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// singleItems are the texts that the text may stand for as one path: itself, then what is
// inside of each way to quote.
func (f FileBrowser) singleItems(text string) []string {
	items := []string{text}
	for _, read := range f.pasteParsers() {
		if list := read(quoting.StripControls(text)); len(list) == 1 {
			items = append(items, list[0])
		}
	}
	return slices.Compact(items)
}

// tellingOrder are the problems that say most: something is there, or its folder is.
var tellingOrder = []ProblemCode{NoFolder, NotFound}

// moreTelling keeps the problem that says more; the earlier one where both say as much.
func moreTelling(a *Problem, err error) *Problem {
	b, ok := errors.AsType[*Problem](err)
	if !ok {
		return a
	}
	if a == nil || tellingRank(b.Code) > tellingRank(a.Code) {
		return b
	}
	return a
}

func tellingRank(code ProblemCode) int {
	if at := slices.Index(tellingOrder, code); at >= 0 {
		return at
	}
	return len(tellingOrder)
}

func codeOf(err error) ProblemCode {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Code
	}
	return ""
}

// asError keeps a nil *Problem from becoming an error that is not nil.
func asError(p *Problem) error {
	if p == nil {
		return nil
	}
	return p
}

// cleanAbsolute joins a relative path with the current folder.
func (f FileBrowser) cleanAbsolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	if f.cwd == "" {
		return ""
	}
	return filepath.Join(f.cwd, path)
}
