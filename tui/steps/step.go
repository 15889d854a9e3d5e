// Package steps is the kit of the wizard's screens, which live in the packages
// below it. A Step draws one question from a Frame and turns keys into one
// Action. It does no I/O, decides nothing, and keeps only what the domain does not
// need: the cursor, the scroll position, half-typed text. The kit knows no screen.
package steps

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/theme"
)

// Step is one screen, or an overlay above it. Update returns what it wants to happen;
// a nil Action means that nothing does. A step is a value: the returned one replaces
// the old one.
type Step interface {
	Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action)
	View(f Frame) Body
	// Keys are the bindings that work right now, most useful first.
	Keys(f Frame) []key.Binding
}

// ShownMsg tells a step that it is on the screen again: answers to its questions
// may have been missed meanwhile.
type ShownMsg struct{}

// OpeningEndedMsg tells the first screen that the journal or a dossier was opened, or could
// not be: an Enter that came before is carried out now.
type OpeningEndedMsg struct{}

// RoutedMsg is an answer to a step's own question. It belongs to the screen of
// that place, whatever the operator looks at when it comes.
type RoutedMsg interface{ Destination() Place }

// RefreshMsg is a step's wish to look again, on time. It is dropped while another screen is
// shown: [ShownMsg] begins again.
type RefreshMsg interface {
	RoutedMsg
	Refreshes()
}

// Body is what a step draws between the two rules: at most Frame.Height lines
// of at most Frame.Width cells; the root cuts and pads. Status is the line
// below the second rule, "" for the root's own. Cursor is where the terminal's
// cursor stands, for screen readers: the focused row or field.
type Body struct {
	Text   string
	Status string
	Cursor *tea.Position
}

// Frame is what a step draws from. Size, theme, journey and time exist once
// and come in at drawing time; a step keeps no copy.
type Frame struct {
	Width, Height int // of the body
	Theme         theme.Theme
	Keys          keys.Map
	Now           time.Time
	HoldDuration  time.Duration // how long a release waits for a take-back
	Session       string

	Open          bool // a dossier is open; Journey is its state
	Journey       flows.Journey
	Sends         map[flows.AttemptNumber]flows.SendProgress
	ApplicantName safe.Text // "Anna M.", from the service, in memory only
	Service       flows.Reachability
	Others        []Presence                           // who else is here
	ReadOnly      bool                                 // somebody else holds the dossier, or Fault is set
	Fault         string                               // why nothing is done for the dossier any more, our own words
	RawAnswers    map[flows.AttemptNumber]foreign.Text // raw answers of this session

	Dossiers           []flows.Summary      // the start list, newest first
	DossiersState      DossiersState        // what became of reading it
	HasBoard           bool                 // the operator may see who works on what
	NamesZone          bool                 // times of day are those of another computer, and say so
	OpenedBy           map[string]safe.Text // who else has a dossier of the start list open, by applicant
	Flows              []flows.Flow
	Banner             []string     // said on the first screen, our own words
	JournalFault       string       // why the journal cannot be opened, our own words; nothing can be sent
	Opening            bool         // the journal or a dossier is being opened
	JournalUnavailable bool         // the journal cannot be read or written just now
	ApplicantFetched   bool         // the service was asked about the applicant
	ServiceFlow        foreign.Text // the flow the service names for the applicant; empty when it does not

	Pictures *PictureMemory // the pictures that were loaded, and which of them were drawn

	Covered Covered // for an overlay: what it covers; zero for a screen

	partOfWide bool // Width is that of a part of a wide window
}

// DossiersState is what became of reading the start list.
type DossiersState int

// The states.
const (
	DossiersUnread DossiersState = iota // not read yet
	DossiersRead
	DossiersFailed // the latest try failed: what is listed may be old
)

// Covered is what an overlay knows of what it covers.
type Covered struct {
	Purpose    string // of the screen, in two sentences at most
	Help       []HelpPart
	LetterKeys bool // letters are commands there
	Keys       []KeyGroup
	Commands   []Command
	Leaving    []string // what leaving would mean now, while that is asked
}

// KeyGroup is a list of bindings that work now, with the place they belong to.
type KeyGroup struct {
	Title    string
	Bindings []key.Binding
}

// Command is something that can be done now, by name. Key names its key, "" for none.
type Command struct {
	Title, Key string
	Action     Action
}

// Presence is somebody else on this dossier.
type Presence struct {
	Session  string
	Operator safe.Text
	Host     safe.Text // "" where it tells the operator nothing
	IsOwn    bool      // it is the operator's, in another window
	LastKey  time.Time
	Activity string // a verb and a slot, as the other desk says it: "sending identity.front"
}

// Deps is what steps are made with.
type Deps struct {
	FileSource    FileSource
	ExaminedFiles *ExaminedFiles  // shared by the Files screens of one dossier; may be nil
	Ctx           context.Context // ends with the program; commands run under it
}
