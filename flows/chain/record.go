package chain

import (
	"encoding/json"
	"errors"
	"time"
)

// Record is one place of a journal's chain: an entry, or what is left of one
// that was removed.
type Record struct {
	Pos   uint64 // 1 for the first, without gaps
	Entry Entry  // empty when it was removed
	Leaf  Hash   // kept of a removed entry
	Tomb  uint64 // position of the tombstone that says so; 0: not removed
	Hash  Hash
	Seal  Hash
}

// Removed reports whether the entry's content is gone.
func (r Record) Removed() bool { return r.Tomb != 0 }

// Tombstone reports whether the record says that others were removed.
func (r Record) Tombstone() bool { return !r.Removed() && r.Entry.Seq == 0 }

// leaf is the hash of the content, or what was kept of it.
func (r Record) leaf() Hash {
	if r.Removed() {
		return r.Leaf
	}
	return r.Entry.Leaf()
}

// Link makes the record that follows the hash prev.
func Link(key Key, prev Hash, pos uint64, e Entry) Record {
	next := Next(prev, pos, e.Leaf())
	return Record{Pos: pos, Entry: e, Hash: next, Seal: key.Seal(pos, next)}
}

// Tombstone is the body of a record about records that were removed. It names
// no dossier: what was removed stays unknown, how much does not.
type Tombstone struct {
	Rule     string `json:"rule"`     // "older than 7y", "one applicant"
	Dossiers int    `json:"dossiers"` // how many dossiers
	Entries  int    `json:"entries"`  // how many records
	Digest   Hash   `json:"digest"`   // of their positions and leaves, in order
}

// tombstoneVersion is the version of the bodies that Encode writes.
const tombstoneVersion = 1

type tombstoneBody struct {
	Version   int       `json:"v"`
	Kind      string    `json:"kind"`
	Tombstone Tombstone `json:"event"`
}

const tombstoneKind = "Tombstone"

// Encode writes the body.
func (t Tombstone) Encode() ([]byte, error) {
	return json.Marshal(tombstoneBody{tombstoneVersion, tombstoneKind, t})
}

// ReadTombstone reads what Encode wrote.
func ReadTombstone(body []byte) (Tombstone, error) {
	var b tombstoneBody
	if json.Unmarshal(body, &b) != nil || b.Version != tombstoneVersion || b.Kind != tombstoneKind {
		return Tombstone{}, errors.New("not a tombstone of this version")
	}
	return b.Tombstone, nil
}

// Head is the end of a chain at one moment, to be written down elsewhere: a
// journal whose end is cut off afterwards does not reach it any more.
type Head struct {
	Schema  int       `json:"schema"` // 1
	Journal string    `json:"journal"`
	Pos     uint64    `json:"pos"`
	Hash    Hash      `json:"hash"`
	Seal    Hash      `json:"seal"`
	Key     string    `json:"key"` // which audit key sealed it
	At      time.Time `json:"at"`  // UTC, when it was read
}

// HeadSchema is the version of the form of heads.
const HeadSchema = 1

// ParseHead reads one line that holds a head as JSON. What stands in front of
// the first brace is passed over, so that a line of a system log will do.
func ParseHead(line []byte) (Head, error) {
	var h Head
	for i, c := range line {
		if c != '{' {
			continue
		}
		if err := json.Unmarshal(line[i:], &h); err != nil {
			break
		}
		if h.Schema == HeadSchema && h.Journal != "" && h.Pos > 0 {
			return h, nil
		}
		break
	}
	return Head{}, errors.New(`a head is a line of JSON as "dossier audit head" prints it`)
}
