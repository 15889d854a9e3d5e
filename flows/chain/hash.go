package chain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"

	"dossier/flows"
)

// Hash is a SHA-256 value of a chain: a leaf, a link or a seal.
type Hash [sha256.Size]byte

// String is the hash in 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short is the first 16 digits, for a person to compare.
func (h Hash) Short() string { return h.String()[:16] }

// MarshalText writes the hash in hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	return nil
}

// The words that keep the hashes of one purpose apart from those of another.
// A change of the canonical form takes a new number.
const (
	wordGenesis = "dossier journal 1"
	wordLeaf    = "dossier entry 1"
	wordLink    = "dossier link 1"
	wordSeal    = "dossier seal 1"
	wordRemoved = "dossier removed 1"
	wordKey     = "dossier audit key 1"
	wordPlace   = "dossier place 1"
)

// Genesis is the hash in front of a journal's first record; it names the
// journal, so that the records of two journals never fit each other.
func Genesis(journal string) Hash {
	h := sha256.New()
	field(h, wordGenesis)
	field(h, journal)
	return sum(h)
}

// Entry is the content of a record. The tombstones of a journal belong to no
// dossier: their key is empty and their number 0.
type Entry struct {
	Key               flows.Key
	Seq               uint64 // its number in the dossier
	ID                string
	At                int64 // nanoseconds since 1970, UTC
	Session, Operator string
	Body              []byte // as it was stored
}

// empty reports whether nothing is left of the entry.
func (e Entry) empty() bool {
	return e.Key == flows.Key{} && e.Seq == 0 && e.ID == "" && e.At == 0 && e.Session == "" && e.Operator == "" && e.Body == nil
}

// Leaf is the hash of the entry's canonical bytes: the word for it, then every
// field, each text and the body behind its length in bytes; all numbers have 8
// bytes, the highest first.
func (e Entry) Leaf() Hash {
	h := sha256.New()
	field(h, wordLeaf)
	field(h, e.Key.Origin)
	field(h, e.Key.Applicant)
	number(h, e.Seq)
	field(h, e.ID)
	number(h, uint64(e.At))
	field(h, e.Session)
	field(h, e.Operator)
	number(h, uint64(len(e.Body)))
	h.Write(e.Body)
	return sum(h)
}

// Next is the hash of the record at a position, which follows the one whose
// hash is prev.
func Next(prev Hash, pos uint64, leaf Hash) Hash {
	h := sha256.New()
	field(h, wordLink)
	h.Write(prev[:])
	number(h, pos)
	h.Write(leaf[:])
	return sum(h)
}

// Removed collects the digest of removed records, in the order of their
// positions; it is what a tombstone holds.
type Removed struct {
	h hash.Hash
	n int
}

// NewRemoved returns an empty collection.
func NewRemoved() *Removed {
	r := &Removed{h: sha256.New()}
	field(r.h, wordRemoved)
	return r
}

// Add takes the next removed record.
func (r *Removed) Add(pos uint64, leaf Hash) {
	number(r.h, pos)
	r.h.Write(leaf[:])
	r.n++
}

// Count is how many records were added.
func (r *Removed) Count() int { return r.n }

// Digest is the hash of the records added so far.
func (r *Removed) Digest() Hash { return sum(r.h) }

// Key is the audit key. Its bytes lie behind a function, so that no printing
// of a value that holds the key shows them.
type Key struct{ bytes func() []byte }

// KeySize is the length of an audit key in bytes.
const KeySize = 32

// NewKey returns the key with these bytes.
func NewKey(raw []byte) (Key, error) {
	if len(raw) != KeySize {
		return Key{}, errors.New("an audit key has 32 bytes")
	}
	own := append([]byte(nil), raw...)
	return Key{func() []byte { return own }}, nil
}

// Known reports whether there is a key at all.
func (k Key) Known() bool { return k.bytes != nil }

// ID names the key without giving it away: 16 hexadecimal digits of its hash.
// The empty key has none.
func (k Key) ID() string {
	if !k.Known() {
		return ""
	}
	h := sha256.New()
	field(h, wordKey)
	h.Write(k.bytes())
	return sum(h).Short()
}

// Seal is the proof that whoever wrote this hash at this position had the key.
func (k Key) Seal(pos uint64, link Hash) Hash {
	h := hmac.New(sha256.New, k.bytes())
	field(h, wordSeal)
	number(h, pos)
	h.Write(link[:])
	return sum(h)
}

// Sealed reports whether seal is this key's for the position and the hash.
func (k Key) Sealed(pos uint64, link, seal Hash) bool {
	want := k.Seal(pos, link)
	return hmac.Equal(want[:], seal[:])
}

// Mark names a place, such as a file's path, so that only who has the key can
// tell which: 16 hexadecimal digits. The empty key has none.
func (k Key) Mark(place string) string {
	if !k.Known() {
		return ""
	}
	h := hmac.New(sha256.New, k.bytes())
	field(h, wordPlace)
	field(h, place)
	return sum(h).Short()
}

func field(h hash.Hash, text string) {
	number(h, uint64(len(text)))
	h.Write([]byte(text))
}

func number(h hash.Hash, n uint64) {
	h.Write(binary.BigEndian.AppendUint64(nil, n))
}

func sum(h hash.Hash) (out Hash) {
	copy(out[:], h.Sum(nil))
	return out
}
