package intake

import (
	"io/fs"
	"path/filepath"
)

// maxPathBytes is the longest path that a system takes (PATH_MAX of Linux).
const maxPathBytes = 4096

// locateFunc finds what is at an absolute path. The error is a *Problem.
type locateFunc func(path string) (string, fs.FileInfo, error)

// locateWritten finds what is at a path as it was written. One that ends with a separator
// must lead to a folder, or to a link, which is not followed here.
func locateWritten(locate locateFunc, path string) (string, fs.FileInfo, error) {
	bare := filepath.Clean(path)
	found, info, err := locate(bare)
	if err == nil && bare != path && !info.IsDir() && info.Mode()&fs.ModeSymlink == 0 {
		return "", nil, &Problem{Code: NotFolder}
	}
	return found, info, err
}

// locateExactly finds what has that path, byte for byte.
func (f FileBrowser) locateExactly(path string) (string, fs.FileInfo, error) {
	if len(path) > maxPathBytes {
		return "", nil, &Problem{Code: NotFound}
	}
	info, err := f.lstat(path)
	if err != nil {
		return "", nil, withoutPath(openProblem(err))
	}
	return path, info, nil
}

// locate finds what has that path, byte for byte, or the one path that differs from it
// only in the spelling of its names (see foldSpelling). Where several do, none is taken.
func (f FileBrowser) locate(path string) (string, fs.FileInfo, error) {
	found, info, err := f.locateExactly(path)
	if codeOf(err) != NotFound || len(path) > maxPathBytes {
		return found, info, err
	}
	dir := filepath.Dir(path)
	if dir == path {
		return "", nil, &Problem{Code: NotFound}
	}
	dir, _, err = f.locate(dir)
	if codeOf(err) == NotFound {
		err = &Problem{Code: NoFolder}
	}
	if err != nil {
		return "", nil, err
	}
	return f.locateInFolder(dir, filepath.Base(path))
}

// locateInFolder finds the one name of a folder that is spelled like name.
func (f FileBrowser) locateInFolder(dir, name string) (string, fs.FileInfo, error) {
	names, err := f.readNames(dir)
	if codeOf(err) == NotFound {
		return "", nil, &Problem{Code: NoFolder}
	}
	if err != nil {
		return "", nil, err
	}
	var match string
	for _, candidate := range names {
		if foldSpelling(candidate) != foldSpelling(name) {
			continue
		}
		if match != "" {
			return "", nil, &Problem{Code: Ambiguous}
		}
		match = candidate
	}
	if match == "" {
		return "", nil, &Problem{Code: NotFound}
	}
	return f.locateExactly(filepath.Join(dir, match))
}

// readFolderNames returns all names in a folder; the error is a *Problem.
func readFolderNames(dir string) ([]string, error) {
	opened, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	names, err := opened.Readdirnames(-1)
	if err != nil {
		return nil, &Problem{Code: Unreadable, cause: stripPath(err)}
	}
	return names, nil
}

// withoutPath keeps a system's error without the path that package os puts into it.
func withoutPath(p *Problem) *Problem {
	p.cause = stripPath(p.cause)
	return p
}
