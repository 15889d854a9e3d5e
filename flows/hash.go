package flows

import (
	"encoding/hex"
	"errors"
)

// SHA256 is the hash of a picture's bytes; it stands for the picture
// everywhere except at the open file.
type SHA256 [32]byte

// String is the hash in 64 lower-case hexadecimal digits.
func (h SHA256) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash in lower-case hexadecimal.
func (h SHA256) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *SHA256) UnmarshalText(b []byte) error {
	if len(b) != hex.EncodedLen(len(h)) {
		return errors.New("a SHA-256 has 64 hexadecimal digits")
	}
	_, err := hex.Decode(h[:], b)
	return err
}
