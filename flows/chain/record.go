package chain

import (
	"encoding/json"
	"errors"

	"dossier/flows"
)

// Record is one place of a journal's chain: an entry, or what is left of one
// that was removed.
type Record struct {
	Pos          uint64 // 1 for the first, without gaps; 0 when what is stored is no position
	Entry        Entry  // empty when it was removed
	Leaf         Hash   // kept of a removed entry
	TombstonePos uint64 // position of the tombstone that says so; 0: not removed
	Hash         Hash
	Seal         Hash
	// Malformed says that what is stored has parts that a record does not have: a hash or a
	// seal of another length, or only a part of what is kept of a removed entry.
	Malformed bool
}

// IsRemoved reports whether the entry's content is gone.
func (r Record) IsRemoved() bool { return r.TombstonePos != 0 }

// IsJournalRecord reports whether the record is the journal's own, not a dossier's.
func (r Record) IsJournalRecord() bool { return !r.IsRemoved() && r.Entry.Seq == 0 }

// leafHash is the hash of the content, or what was kept of it.
func (r Record) leafHash() Hash {
	if r.IsRemoved() {
		return r.Leaf
	}
	return r.Entry.LeafHash()
}

// follows reports whether the record is the one that was linked to the hash before it. A
// removed entry is linked by its leaf, which proves nothing of content beside it.
func (r Record) follows(prev Hash) bool {
	if r.Malformed || r.IsRemoved() && !r.Entry.isEmpty() {
		return false
	}
	return LinkHash(prev, r.Pos, r.leafHash()) == r.Hash
}

// NewRecord makes the record that follows the hash prev.
func NewRecord(key AuditKey, prev Hash, pos uint64, e Entry) Record {
	next := LinkHash(prev, pos, e.LeafHash())
	return Record{Pos: pos, Entry: e, Hash: next, Seal: key.Seal(pos, next)}
}

// Tombstone is the body of a record about records that were removed. It says how many,
// and names no dossier.
type Tombstone struct {
	Rule     string `json:"rule"`     // "older than 7y", "one applicant"
	Dossiers int    `json:"dossiers"` // how many dossiers
	Entries  int    `json:"entries"`  // how many records
	Digest   Hash   `json:"digest"`   // of their positions and leaves, in order
}

// journalBodyVersion is the version of the bodies of the journal's own records.
const journalBodyVersion = 1

// Encode writes the body.
func (t Tombstone) Encode() ([]byte, error) {
	return flows.EncodeBody(journalBodyVersion, "Tombstone", t)
}

// DecodeTombstone reads what Encode wrote.
func DecodeTombstone(body []byte) (t Tombstone, err error) {
	err = decodeBody(body, "Tombstone", &t)
	return t, err
}

func decodeBody(body []byte, kind string, into any) error {
	var b flows.EventBody
	if json.Unmarshal(body, &b) != nil || b.Version != journalBodyVersion || b.Kind != kind || json.Unmarshal(b.Event, into) != nil {
		return errors.New("not a " + kind + " of this version")
	}
	return nil
}
