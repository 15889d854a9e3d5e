package chain

import (
	"encoding/json"
	"errors"
	"time"

	"dossier/flows"
)

// Record is one place of a journal's chain: an entry, or what is left of one
// that was removed.
type Record struct {
	Pos          uint64 // 1 for the first, without gaps
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

// Head is the end of a chain at one moment, to be written down elsewhere. A journal
// whose end is cut off afterwards no longer reaches it.
type Head struct {
	Schema  int       `json:"schema"` // 1
	Journal string    `json:"journal"`
	Pos     uint64    `json:"pos"`
	Hash    Hash      `json:"hash"`
	Seal    Hash      `json:"seal"`
	Key     string    `json:"key"`             // which audit key sealed it
	Place   string    `json:"place,omitempty"` // a mark of the journal's place, see AuditKey.PlaceID
	At      time.Time `json:"at"`              // UTC, when it was read
}

// HeadSchema is the version of the form of heads.
const HeadSchema = 1

// maxHeadSize is more bytes than any head has.
const maxHeadSize = 4 << 10

// ParseHead reads one line that ends with a head as JSON. It skips everything before
// it: the time of a system log, or the start of a line that a crash cut short.
func ParseHead(line []byte) (Head, error) {
	for i := max(0, len(line)-maxHeadSize); i < len(line); i++ {
		if line[i] != '{' {
			continue
		}
		var h Head
		if json.Unmarshal(line[i:], &h) == nil && h.Schema == HeadSchema && h.Journal != "" && h.Pos > 0 {
			return h, nil
		}
	}
	return Head{}, errors.New(`a head is a line of JSON as "dossier audit head" prints it`)
}
