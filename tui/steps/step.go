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

// Step is one screen, or an overlay above it. Update reports upwards by returning an Action; nil means
// the person is still busy on this screen. Value semantics: the returned step
// replaces the old one.
type Step interface {
	Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action)
	View(f Frame) Body
	// Keys are the bindings that work right now, most useful first.
	Keys(f Frame) []key.Binding
}

// ShownMsg tells a step that it is on the screen again: answers to its questions
// may have passed it by meanwhile.
type ShownMsg struct{}

// RoutedMsg is an answer to a step's own question. It belongs to the screen of
// that place, wherever the person is looking when it comes.
type RoutedMsg interface{ Destination() Place }

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
	ReadOnly      bool                                 // somebody else holds the dossier
	RawAnswers    map[flows.AttemptNumber]foreign.Text // raw answers of this session

	Dossiers           []flows.Summary // the start list, newest first
	Flows              []flows.Flow
	Banner             []string     // said on the first screen, our own words
	JournalFault       string       // why the journal can not be opened, our own words; nothing can be sent
	Opening            bool         // the journal or a dossier is being opened
	JournalUnavailable bool         // the journal can not be read or written just now
	ApplicantFetched   bool         // the service was asked about the applicant
	ServiceFlow        foreign.Text // the flow the service names for the applicant; empty when it does not

	Covered Covered // for an overlay: what lies below it; zero for a screen
}

// Covered is what an overlay is told of what lies below it.
type Covered struct {
	Purpose    string // of the screen, in two sentences at most
	LetterKeys bool   // letters are commands there
	Keys       []KeyGroup
	Commands   []Command
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
	Host     safe.Text
	LastKey  time.Time
	Activity string // a verb and a slot, as the other desk says it: "sending identity.front"
}

// Place is where the person is looking. It is comparable: equal places are the
// same screen. Navigation is never journaled.
type Place struct {
	Stage      flows.Stage
	Need       string
	Slot       flows.Slot
	FromReview bool // opened from the review for one need; it leads back there
}

// Action is what a step wants to happen. The set is closed.
type Action interface{ isAction() }

// The actions.
type (
	// Post gives events to the desk, in order.
	Post struct{ Events []flows.Event }
	// Go leads to a place; the zero place means what comes next.
	Go struct{ Place Place }
	// PostAndGo does both.
	PostAndGo struct {
		Events []flows.Event
		Place  Place
	}
	// Back leads to the previous changeable question.
	Back struct{}
	// OpenDossier opens the dossier of an applicant.
	OpenDossier struct{ Applicant string }
	// TakeOver takes the open dossier from another session.
	TakeOver struct{ Reason string }
	// Ask opens a dialog.
	Ask struct{ Dialog Dialog }
	// Show opens a full-width viewer with text alone, for reading or copying.
	Show struct {
		Title string
		Lines []safe.Text
		Copy  string // what OSC 52 may carry: an ID, a target, a command; "" for none
	}
	// TakeBack takes the latest send back.
	TakeBack struct{}
	// Quit leaves the program.
	Quit struct{}
	// NextApplicant closes the view of this dossier and asks for another ID.
	NextApplicant struct{}
	// Close closes the overlay; then Then happens, unless it is nil.
	Close struct{ Then Action }
	// ShowHelp opens the help above what is there; closing it leads back.
	ShowHelp struct{}
	// CopyText hands a text to the terminal's clipboard.
	CopyText struct{ Text string }
	// PressKey does what that key does.
	PressKey struct{ Key tea.KeyPressMsg }
)

func (Post) isAction()          {}
func (Go) isAction()            {}
func (PostAndGo) isAction()     {}
func (Back) isAction()          {}
func (OpenDossier) isAction()   {}
func (TakeOver) isAction()      {}
func (Ask) isAction()           {}
func (Show) isAction()          {}
func (TakeBack) isAction()      {}
func (Quit) isAction()          {}
func (NextApplicant) isAction() {}
func (Close) isAction()         {}
func (ShowHelp) isAction()      {}
func (CopyText) isAction()      {}
func (PressKey) isAction()      {}

// Dialog is a question with rows, the safe one first.
type Dialog struct {
	Title   string
	Text    []string
	Choices []Choice
}

// Choice is a row of a dialog. Then is called with the reason, "" when none
// was asked for; nil means that nothing is done.
type Choice struct {
	Label       string
	Reasons     []string // presets; with NeedReason a person may also type one
	NeedReason  bool
	ConfirmWord string // this word must be typed first: "start"
	Then        func(reason string) Action
}

// Deps is what steps are made with.
type Deps struct {
	FileSource    FileSource
	ExaminedFiles *ExaminedFiles  // shared by the Files screens of one dossier; may be nil
	Ctx           context.Context // ends with the program; commands run under it
}

// FileSource is where pictures come from: a local disk, or an inbox.
type FileSource interface {
	// Browse lists what fits the typed text, newest first. It may take long;
	// it runs in a command.
	Browse(ctx context.Context, typed string, want Want) Listing
	// Complete is the Tab key: the longest common part, and the candidates
	// when there are several.
	Complete(typed string) (string, []string)
	// Paste reads a dropped or pasted text as paths in any quoting; false
	// when it is none.
	Paste(text string) ([]Ref, bool)
	// Examine opens the file, once, and looks at it. The descriptor stays
	// open under its hash.
	Examine(ctx context.Context, ref Ref, want Want) FileReport
}

// Ref names a file without showing where it is. It is comparable.
type Ref struct{ Opaque any }

// Want is what the slot takes.
type Want struct {
	Selfie bool
	Bill   bool
}

// Listing is the answer to Browse.
type Listing struct {
	Where safe.Text // the folder, shortened with ~
	Rows  []FileRow
	More  int    // rows left out
	Fault string // our own words: "no such folder", "not readable"
}

// FileRow is a file or folder of a listing.
type FileRow struct {
	Ref        Ref
	Name       safe.Text
	Bytes      int64
	Modified   time.Time
	Folder     bool
	FolderPath string // the text to type to enter the folder
	Word       string // fitness in words: "fits", "needs JPEG"
	Fits       bool
}

// FileReport is the report on one file. Blocks and Warnings are our own words;
// the lists are empty for a good picture.
type FileReport struct {
	Ref            Ref
	Name           safe.Text
	Fault          string // why it can not be sent at all, with the way out
	Temporary      bool   // the fault is not the file's: look again
	SHA256         flows.SHA256
	Bytes          int64
	MediaType      string
	Kind           string // "JPEG"
	Pixels         flows.Size
	Modified       time.Time
	GoodPoints     []string // "sharp", "light even"
	Warnings       []Caution
	Preview        Picture
	OtherApplicant bool // the journal knows this picture from another dossier
}

// Caution is a warning on a picture: a code for the record, words for people.
type Caution struct{ Code, Text string }

// Picture is a small image, two rows to a cell.
type Picture struct {
	W, H int
	Pix  []RGB
}

// RGB is one dot.
type RGB struct{ R, G, B uint8 }

// IsSameFile reports whether both rows stand for one file or folder.
func (r FileRow) IsSameFile(o FileRow) bool {
	return r.Ref == o.Ref && r.Folder == o.Folder && r.FolderPath == o.FolderPath
}

func (r FileRow) SizeText() string {
	if r.Folder || r.Bytes < 0 {
		return ""
	}
	return FormatBytes(r.Bytes)
}
