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

// Own reports whether the record is the journal's own and of no dossier.
func (r Record) Own() bool { return !r.Removed() && r.Entry.Seq == 0 }

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

// ownVersion is the version of the bodies of the journal's own records.
const ownVersion = 1

// own is the stored form of such a body: that of every event.
type own struct {
	Version int             `json:"v"`
	Kind    string          `json:"kind"`
	Event   json.RawMessage `json:"event"`
}

// Encode writes the body.
func (t Tombstone) Encode() ([]byte, error) { return encode("Tombstone", t) }

func encode(kind string, event any) ([]byte, error) {
	inner, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(own{ownVersion, kind, inner})
}

// ReadTombstone reads what Encode wrote.
func ReadTombstone(body []byte) (t Tombstone, err error) {
	err = decode(body, "Tombstone", &t)
	return t, err
}

func decode(body []byte, kind string, into any) error {
	var b own
	if json.Unmarshal(body, &b) != nil || b.Version != ownVersion || b.Kind != kind || json.Unmarshal(b.Event, into) != nil {
		return errors.New("not a " + kind + " of this version")
	}
	return nil
}

// Head is the end of a chain at one moment, to be written down elsewhere: a
// journal whose end is cut off afterwards does not reach it any more.
type Head struct {
	Schema  int       `json:"schema"` // 1
	Journal string    `json:"journal"`
	Pos     uint64    `json:"pos"`
	Hash    Hash      `json:"hash"`
	Seal    Hash      `json:"seal"`
	Key     string    `json:"key"`             // which audit key sealed it
	Place   string    `json:"place,omitempty"` // a mark of where the journal lies, see Key.Mark
	At      time.Time `json:"at"`              // UTC, when it was read
}

// HeadSchema is the version of the form of heads.
const HeadSchema = 1

// maxHead is more bytes than any head has.
const maxHead = 4 << 10

// ParseHead reads one line that ends with a head as JSON. What stands in front
// of it is passed over: the time of a system log, or the beginning of a line
// that a crash tore off.
func ParseHead(line []byte) (Head, error) {
	for i := max(0, len(line)-maxHead); i < len(line); i++ {
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
