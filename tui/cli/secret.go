package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dossier/flows/safefile"
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

// ReadSecret reads the text of a file that only its owner may read, and who is this user
// or root. A byte order mark is dropped, and UTF-16 is decoded. The error
// calls the file by name and holds no path.
func ReadSecret(path, name string, l LinkPolicy) (string, error) {
	b, err := safefile.Read(path, safefile.Rules{MaxBytes: maxSecretSize, Private: true, NoLink: l == RefuseLinks})
	switch {
	case err == nil:
		return decodeText(b), nil
	case errors.Is(err, safefile.ErrNotRegular):
		return "", fmt.Errorf("%s is not a regular file", name)
	case errors.Is(err, safefile.ErrOwner):
		return "", fmt.Errorf("%s belongs to another user; copy it into a file of your own", name)
	case errors.Is(err, safefile.ErrExposed):
		return "", fmt.Errorf("others may read %s; run chmod 600 on it", name)
	}
	return "", fmt.Errorf("%s cannot be read: %w", name, FileErrorCause(err))
}

// withoutByteOrderMark is in without its byte order mark, and decoded when that is one of
// UTF-16.
func withoutByteOrderMark(in io.Reader) io.Reader {
	return transform.NewReader(in, unicode.BOMOverride(encoding.Nop.NewDecoder()))
}

// decodeText is the text of a file as editors of other systems write it: with a byte order
// mark, or in UTF-16. Bytes in no known encoding stay as they are.
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

// unmarkedUTF16 finds ASCII written as UTF-16 without a byte order mark: every other byte is zero.
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
