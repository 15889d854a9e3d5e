package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
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

// ReadSecret reads the text of a file that only its owner may read, and who is this user
// or root. A mark of the encoding is no part of it, and UTF-16 is decoded. The error
// calls the file by name and holds no path.
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
	b, err := readBounded(f, maxSecretSize)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return decodeText(b), nil
}

// decodeText is the text of a file as editors of other systems write it: with a mark of
// its encoding, or in UTF-16. Bytes in no known encoding stay as they are.
func decodeText(b []byte) string {
	fallback := encoding.Nop.NewDecoder()
	if order, ok := unmarkedUTF16(b); ok {
		fallback = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder()
	}
	text, err := io.ReadAll(transform.NewReader(bytes.NewReader(b), unicode.BOMOverride(fallback)))
	if err != nil {
		return string(b)
	}
	return string(text)
}

// unmarkedUTF16 finds ASCII written as UTF-16 without a mark: every other byte is zero.
func unmarkedUTF16(b []byte) (unicode.Endianness, bool) {
	if len(b) < 2 || len(b)%2 != 0 {
		return unicode.LittleEndian, false
	}
	order, zeroAt := unicode.LittleEndian, 1
	if b[0] == 0 {
		order, zeroAt = unicode.BigEndian, 0
	}
	for i := 0; i < len(b); i += 2 {
		if b[i+zeroAt] != 0 || b[i+1-zeroAt] == 0 {
			return order, false
		}
	}
	return order, true
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
