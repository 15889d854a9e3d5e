// Package settings holds what a wizard is told once, at its start. The command
// line fills it in, and it is handed unchanged through tui/local to the screens.
// It has no behaviour and reads nothing by itself.
package settings

import (
	"time"

	"dossier/flows"
	"dossier/flows/intake"
)

// Wizard is what a wizard is told at its start.
type Wizard struct {
	Flows       []flows.Flow
	Applicant   string        // opened at once when set
	Operator    string        // who uses this program
	HideReasons bool          // the operator must not learn the reasons of a final rejection
	Lead        bool          // the operator may see what the whole group works on
	Remote      Remote        // how the operator reaches the program
	Inbox       Inbox         // where files of an operator over SSH arrive
	Home, Cwd   string        // where the file list may begin; Home is "" when there is none
	UserFolders []string      // the account's folders for downloads, the desktop, documents and pictures
	Limits      intake.Limits // of the files that may be sent
	Hold        time.Duration // how long a picture can be taken back
	Demo        bool          // the service is simulated
	Loopback    bool          // the service is on this computer: a sandbox
	Colour      Colour        // of the flag --color
	Banner      []string      // lines for the first screen: a proxy, custom roots, where the samples are
}

// Remote is how an operator reaches the program from another computer. The zero value is
// somebody who sits at this one.
type Remote struct {
	SSH     bool    // over SSH
	Address string  // where the operator is; "" if it is not known
	Service Process // that answered, where that is this program's service; else zero
}

// Interruption is how a session of the operator ended at a dossier that nobody left. The zero
// value is none.
type Interruption struct {
	Applicant string
	Cause     InterruptionCause
	At        time.Time
}

// InterruptionCause is why a session ended.
type InterruptionCause int

// The causes.
const (
	NotInterrupted InterruptionCause = iota // the operator left, or must not come back
	LineLost                                // the client or the line to it was gone
	WasLocked                               // nobody typed
	LastedTooLong                           // the connection lasted as long as one may
)

// Process is a process as the presences of sessions name it.
type Process struct {
	Host string
	PID  int
}

// Inbox is what the inbox of an operator needs who comes through a host's own SSH server.
type Inbox struct {
	RuntimeFolder string // XDG_RUNTIME_DIR, "" if it is not set
	AllowDisk     bool   // files may be written to a disk
	Operator      string // whose it is, where an account has several; else ""
	Forced        bool   // the server runs this program whatever a client asks for
	User          string // the account, for the commands that are shown
	PublicName    string // HOST or HOST:PORT, as operators type it; "": not known
}

// Colour is when colours are used. The zero value is ColourAuto.
type Colour string

// The values of --color.
const (
	ColourAuto   Colour = "auto"
	ColourAlways Colour = "always"
	ColourNever  Colour = "never"
)
