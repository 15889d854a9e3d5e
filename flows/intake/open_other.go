//go:build !linux && !darwin

package intake

import (
	"errors"
	"io/fs"
	"os"
)

// openFile opens the path for reading. These systems have no O_NOFOLLOW, so the
// name is looked at first and the descriptor is compared with what was seen.
func openFile(path string) (*os.File, fs.FileInfo, error) {
	seen, err := os.Lstat(path)
	if err != nil {
		return nil, nil, openProblem(err)
	}
	if p := modeProblem(seen.Mode()); p != nil {
		return nil, nil, p
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, openProblem(err)
	}
	info, err := f.Stat()
	if err != nil || !os.SameFile(seen, info) {
		_ = f.Close()
		return nil, nil, &Problem{Code: Changed, cause: stripPath(err)}
	}
	return f, info, nil
}

// openFolder opens a folder for listing; anything else is a Problem.
func openFolder(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, openProblem(err)
	}
	if !info.IsDir() {
		return nil, &Problem{Code: NotFound}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openProblem(err)
	}
	return f, nil
}

func openProblem(err error) *Problem {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return &Problem{Code: NotFound, cause: stripPath(err)}
	}
	return &Problem{Code: Unreadable, cause: stripPath(err)}
}
