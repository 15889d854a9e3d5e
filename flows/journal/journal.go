package journal

import (
	"time"

	"dossier/flows"
)

// Result says what became of an append.
type Result int

const (
	// Unknown means that the entry may or may not be durable: load the dossier
	// and look for the entry's ID. It is the zero value because it is what
	// must be assumed when nothing else is certain.
	Unknown Result = iota
	// Done means that the entry is durable.
	Done
	// Conflict means that the database refused the position or the entry's ID:
	// somebody else was there first, or the entry in front is missing. The
	// entry was not written.
	Conflict
)

// String is the result in one word.
func (r Result) String() string {
	switch r {
	case Done:
		return "done"
	case Conflict:
		return "conflict"
	}
	return "unknown"
}

// Outcome is the result of an append. Err is nil when it is Done and never
// names what was to be written.
type Outcome struct {
	Result Result
	Err    error
}

// Summary is a dossier's row in the start list. Everything in it is this
// program's own words: no foreign text and no person's name.
type Summary struct {
	Key         flows.Key
	Head        uint64    // number of the last entry; Append takes the entry's
	Updated     time.Time // UTC, when the last entry was written; Append takes the entry's
	Done, Total int       // slots accepted and slots wanted
	Group       string    // where the start list puts it: "needs you", "waiting"
	Text        string    // a few words on where it stands
	// Pictures are those the service has or may have. Append replaces what was
	// kept for the dossier; Start and Find leave it empty.
	Pictures []Picture
}

// Picture is an image that the service has or may have. Attempt may be 0 when
// the caller does not tell attempts apart.
type Picture struct {
	SHA256  flows.SHA256
	Slot    string // the slot's handle: "identity.front"
	Attempt flows.AttemptNumber
	State   string
}

// PictureUse is one place where a picture was met.
type PictureUse struct {
	Key     flows.Key
	Slot    string
	Attempt flows.AttemptNumber
	State   string
}
