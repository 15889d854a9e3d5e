package inbox

import (
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// ID names an arrival within its registry's life.
type ID uint64

// State is what a wizard says of an arrival.
type State int

// The states.
const (
	Arriving  State = iota // bytes come, or the client has not given it its final name
	BrokenOff              // not complete; End says why
	Complete
	Removed // by the sender
)

// End is how a transfer ended.
type End int

// The ends.
const (
	NotEnded     End = iota
	Whole            // everything is there
	Disconnected     // the connection ended, or the client gave up
	HasHole          // a part is missing before the end
	TooShort         // fewer bytes than were announced
	NoEndMark        // its type has a mark for the end, and it is not there
	WriteRefused     // a write was refused; the Reason says why
	IsEmpty          // no byte came; it is not kept
	Ignored          // a file of the sender's desktop; it is not kept
	Vanished         // expired or removed while it arrived
)

// Arrival is a file in an inbox, as it is now.
type Arrival struct {
	ID       ID
	Name     foreign.Text // the last element of its path
	Slot     string       // "" if the wizard has to ask
	State    State
	End      End
	Reason   Reason // with WriteRefused
	Bytes    int64  // without a gap from the beginning
	Declared int64  // announced by the client; -1 if it was not
	// PerSecond is how many bytes came in the latest second; 0 when none did.
	PerSecond int64
	Begun     time.Time
	Changed   time.Time    // when the latest byte came, or its state changed
	KeptTo    time.Time    // zero for as long as the dossier is open
	Client    foreign.Text // the sender's program
}

// Outcome is what became of an upload.
type Outcome struct {
	ID          ID
	Name        foreign.Text
	Code        Code   // "" without one
	Slot        string // "" without one
	End         End
	Reason      Reason       // with WriteRefused
	Limit       int64        // of that Reason
	Bytes       int64        // that are kept
	SHA256      flows.SHA256 // of a Whole one; zero of any other
	IsTemporary bool         // the client will rename it
	failure     *Refusal
}
