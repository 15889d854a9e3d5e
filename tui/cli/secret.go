package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxSecretSize is more than any token or key has; a larger file is something else.
const maxSecretSize = 64 << 10

// LinkPolicy says whether a secret may be read through a link.
type LinkPolicy bool

// A token may be read through links, as containers provide it so. The audit key may
// not: anybody who can put a link in its place would choose the key.
const (
	FollowLinks LinkPolicy = true
	RefuseLinks LinkPolicy = false
)

var errIsLink = errors.New("it is a link; put the file itself there")

// ReadSecret reads a file that only its owner may read, and who is this user or
// root; the error calls it by name and holds no path.
func ReadSecret(path, name string, l LinkPolicy) (string, error) {
	f, err := openSecret(path, l)
	if err != nil {
		return "", fmt.Errorf("%s cannot be opened: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %w", name, FileErrorCause(err))
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file", name)
	case !isTrustedOwner(info):
		return "", fmt.Errorf("%s belongs to another user; copy it into a file of your own", name)
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("others may read %s; run chmod 600 on it", name)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecretSize))
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w", name, FileErrorCause(err))
	}
	return string(b), nil
}

// openSecret opens the file without waiting for a pipe. The link is looked for first,
// for a better error.
func openSecret(path string, l LinkPolicy) (*os.File, error) {
	flags := os.O_RDONLY | noWait
	if l == RefuseLinks {
		if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSymlink {
			return nil, errIsLink
		}
		flags |= noLink
	}
	f, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return nil, FileErrorCause(err)
	}
	return f, nil
}
