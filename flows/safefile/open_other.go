//go:build !unix

package safefile

import (
	"errors"
	"io/fs"
	"os"
)

// openWithoutWaiting looks at the path before it opens it: this system has no flag
// against waiting or following a link.
func openWithoutWaiting(path string, flags int, noLink bool) (*os.File, error) {
	info, err := os.Lstat(path)
	if err == nil && info.Mode().Type() == fs.ModeSymlink {
		if noLink {
			return nil, ErrLink
		}
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && flags&os.O_CREATE != 0:
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, ErrNotRegular
	}
	return os.OpenFile(path, flags, 0o600)
}

// A file's mode does not say on this system who owns it; the folder's own protection
// decides.
func isTrustedOwner(fs.FileInfo) bool { return true }

func isRootsForOwnGroup(fs.FileInfo) bool { return false }

func isGivenByRoot(fs.FileInfo) bool { return false }

func othersMayWrite(fs.FileInfo) bool { return false }
