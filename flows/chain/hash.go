package chain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"time"

	"dossier/flows"
)

// Hash is a SHA-256 value of a chain: a leaf, a link or a seal.
type Hash [sha256.Size]byte

// String is the hash in 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short is the first 16 digits, for people to compare.
func (h Hash) Short() string { return h.String()[:16] }

// MarshalText writes the hash in hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if (*flows.SHA256)(h).UnmarshalText(text) != nil {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	return nil
}

// The words that keep the hashes of one purpose apart from those of another.
// A change of the canonical form takes a new number.
const (
	domainGenesis = "dossier journal 1"
	domainLeaf    = "dossier entry 1"
	domainLink    = "dossier link 1"
	domainSeal    = "dossier seal 1"
	domainRemoved = "dossier removed 1"
	domainKey     = "dossier audit key 1"
	domainPlace   = "dossier place 1"
)

// GenesisHash is the hash before a journal's first record; it names the
// journal, so that the records of two journals never fit each other.
func GenesisHash(journal string) Hash {
	h := sha256.New()
	writeText(h, domainGenesis)
	writeText(h, journal)
	return sumHash(h)
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

// Time is when the entry was written, in UTC.
func (e Entry) Time() time.Time { return time.Unix(0, e.At).UTC() }

// isEmpty reports whether nothing is left of the entry.
func (e Entry) isEmpty() bool {
	return e.Key == flows.Key{} && e.Seq == 0 && e.ID == "" && e.At == 0 && e.Session == "" && e.Operator == "" && e.Body == nil
}

// LeafHash is the hash of the entry's canonical bytes: domainLeaf, then every field,
// each text and the body after its length in bytes. All numbers have 8 bytes, the
// highest first.
func (e Entry) LeafHash() Hash {
	h := sha256.New()
	writeText(h, domainLeaf)
	writeText(h, e.Key.Origin)
	writeText(h, e.Key.Applicant)
	writeNumber(h, e.Seq)
	writeText(h, e.ID)
	writeNumber(h, uint64(e.At))
	writeText(h, e.Session)
	writeText(h, e.Operator)
	writeNumber(h, uint64(len(e.Body)))
	h.Write(e.Body)
	return sumHash(h)
}

// LinkHash is the hash of the record at a position, which follows the one whose
// hash is prev.
func LinkHash(prev Hash, pos uint64, leaf Hash) Hash {
	h := sha256.New()
	writeText(h, domainLink)
	h.Write(prev[:])
	writeNumber(h, pos)
	h.Write(leaf[:])
	return sumHash(h)
}

// RemovedDigest collects the digest of removed records, in the order of their
// positions; it is what a tombstone holds.
type RemovedDigest struct {
	h hash.Hash
	n int
}

// NewRemovedDigest returns an empty collection.
func NewRemovedDigest() *RemovedDigest {
	r := &RemovedDigest{h: sha256.New()}
	writeText(r.h, domainRemoved)
	return r
}

// Add adds the next removed record.
func (r *RemovedDigest) Add(pos uint64, leaf Hash) {
	writeNumber(r.h, pos)
	r.h.Write(leaf[:])
	r.n++
}

// Count is how many records were added.
func (r *RemovedDigest) Count() int { return r.n }

// Digest is the hash of the records added so far.
func (r *RemovedDigest) Digest() Hash { return sumHash(r.h) }

// AuditKey is the audit key. A function holds its bytes, so that printing a value that
// contains the key does not show them.
type AuditKey struct{ bytes func() []byte }

// AuditKeySize is the length of an audit key in bytes.
const AuditKeySize = 32

// NewAuditKey returns the key with these bytes.
func NewAuditKey(raw []byte) (AuditKey, error) {
	if len(raw) != AuditKeySize {
		return AuditKey{}, errors.New("an audit key has 32 bytes")
	}
	own := slices.Clone(raw)
	return AuditKey{func() []byte { return own }}, nil
}

// IsSet reports whether there is a key at all.
func (k AuditKey) IsSet() bool { return k.bytes != nil }

// ID names the key without giving it away: 16 hexadecimal digits of its hash.
// The empty key has none.
func (k AuditKey) ID() string {
	if !k.IsSet() {
		return ""
	}
	h := sha256.New()
	writeText(h, domainKey)
	h.Write(k.bytes())
	return sumHash(h).Short()
}

// Seal is the proof that the writer of this hash at this position had the key.
func (k AuditKey) Seal(pos uint64, link Hash) Hash {
	h := hmac.New(sha256.New, k.bytes())
	writeText(h, domainSeal)
	writeNumber(h, pos)
	h.Write(link[:])
	return sumHash(h)
}

// VerifySeal reports whether seal is this key's for the position and the hash.
func (k AuditKey) VerifySeal(pos uint64, link, seal Hash) bool {
	want := k.Seal(pos, link)
	return hmac.Equal(want[:], seal[:])
}

// PlaceID names a place, such as a file's path, so that only somebody with the key can
// tell which: 16 hexadecimal digits. The empty key has none.
func (k AuditKey) PlaceID(place string) string {
	if !k.IsSet() {
		return ""
	}
	h := hmac.New(sha256.New, k.bytes())
	writeText(h, domainPlace)
	writeText(h, place)
	return sumHash(h).Short()
}

func writeText(h hash.Hash, text string) {
	writeNumber(h, uint64(len(text)))
	h.Write([]byte(text))
}

func writeNumber(h hash.Hash, n uint64) {
	h.Write(binary.BigEndian.AppendUint64(nil, n))
}

func sumHash(h hash.Hash) (out Hash) {
	copy(out[:], h.Sum(nil))
	return out
}
