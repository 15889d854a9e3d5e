package intake

import (
	"dossier/flows/foreign"
	"errors"
	"fmt"
	"time"
)

// Ref stands for one path on this computer. It is comparable, and it never
// prints the path: only a Folder can open, list or show it. The zero Ref stands
// for nothing.
type Ref struct{ path string }

// IsZero reports whether the Ref stands for nothing.
func (r Ref) IsZero() bool { return r.path == "" }

// Format prints a word in place of the path, whatever the verb.
func (r Ref) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, "path") }

// MarshalJSON refuses: a path belongs into no record.
func (r Ref) MarshalJSON() ([]byte, error) {
	return nil, errors.New("a path is not recorded; keep the hash of the file")
}

// TypedPath is what a typed text points at.
type TypedPath struct {
	Dir     Ref    // the folder to list
	Partial string // the beginning of a name that was typed behind it; may be empty
	File    Ref    // what has exactly that path and is no folder; zero if nothing
}

// Format prints a word in place of what was typed, whatever the verb.
func (p TypedPath) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, "place") }

// Entry is one line of a listed folder.
type Entry struct {
	Name     foreign.Text
	Path     Ref
	Bytes    int64     // -1 if not known
	Modified time.Time // zero if not known, and for folders
	Dir      bool
	Fitness  Fitness
	rank     rank
}
