package journal

import (
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

// PictureUse is one place where a picture was met.
type PictureUse struct {
	Key     flows.Key
	Slot    string
	Attempt flows.AttemptNumber
	State   string
}
