//go:build linux || darwin

package intake

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// openFile opens the path for reading and proves by the descriptor that it is a
// regular file. O_NONBLOCK keeps a pipe without a writer from hanging the
// program; O_NOCTTY keeps a terminal from becoming ours.
func openFile(path string) (*os.File, fs.FileInfo, error) {
	fd, err := retryEINTR(func() (int, error) {
		return unix.Open(path, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	})
	if err != nil {
		return nil, nil, openProblem(err)
	}
	// The name given here is what os puts into its errors.
	f := os.NewFile(uintptr(fd), "chosen file")
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, nil, &Problem{Code: Unreadable, cause: stripPath(err)}
	}
	if p := modeProblem(info.Mode()); p != nil {
		_ = f.Close()
		return nil, nil, p
	}
	return f, info, nil
}

// openFolder opens a folder for listing; anything else is a Problem.
func openFolder(path string) (*os.File, error) {
	fd, err := retryEINTR(func() (int, error) {
		return unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return nil, openProblem(err)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// retryEINTR repeats a call that a signal interrupted, which happens on network
// file systems.
func retryEINTR(call func() (int, error)) (int, error) {
	for {
		fd, err := call()
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}

// isOutOfHandles reports whether no other file can be opened: by this process (EMFILE) or
// by the whole computer (ENFILE).
func isOutOfHandles(err error) bool {
	return errors.Is(err, unix.EMFILE) || errors.Is(err, unix.ENFILE)
}

// openProblem sorts the system's error. A socket answers ENXIO on Linux and
// EOPNOTSUPP on macOS; a link answers ELOOP because of O_NOFOLLOW.
func openProblem(err error) *Problem {
	switch {
	case errors.Is(err, unix.ELOOP):
		return &Problem{Code: IsLink, cause: err}
	case isOutOfHandles(err):
		return &Problem{Code: TooManyOpen, cause: err}
	case errors.Is(err, unix.ENXIO), errors.Is(err, unix.EOPNOTSUPP):
		return &Problem{Code: IsPipe, cause: err}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, unix.ENOTDIR),
		errors.Is(err, unix.ENAMETOOLONG), errors.Is(err, unix.EINVAL):
		return &Problem{Code: NotFound, cause: err}
	}
	return &Problem{Code: Unreadable, cause: err}
}
