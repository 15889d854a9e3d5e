// Package tui is the wizard's root. It gives keys to the screen or to the overlay
// above it, events to the desk, and the desk's snapshots to the screen. All that it
// knows of a screen is a row in screens.go.
//
// It decides nothing and does no I/O: the journey says what is wanted next, and every
// effect starts in the desk. It keeps no second copy of what the journal knows; where
// the operator looks is its own, and is never recorded.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/keys"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// Desk is what the wizard needs of a dossier's desk.
type Desk interface {
	Post(events ...flows.Event)
	TakeBack()
	Snapshot() desk.Snapshot
	Subscribe() chan struct{}
	Unsubscribe(changes chan struct{})
}

// Desks opens desks and lists dossiers. It needs the journal, so it is made after the
// first frame.
type Desks interface {
	Open(applicant, reason string) (Desk, error) // the reason is for a colleague's; the error may be a *scope.Refusal
	Dossiers(ctx context.Context, needle string) ([]flows.Summary, error)
	OpenElsewhere(ctx context.Context) (map[string]desk.Elsewhere, error) // by applicant
	Leave(applicant string)                                               // closes a desk that does nothing, and waits for it
	NoteKeyPress()                                                        // the operator pressed a key
}

// Config is what a wizard is made of.
type Config struct {
	settings.Wizard
	Ctx       context.Context
	Connect   func(context.Context) (Desks, error) // opens the journal; runs after the first frame
	Files     func(Desks, string) steps.FileSource // the pictures, for one applicant
	Picture   PictureLoader                        // a picture that is still open, for an operator who looks at it
	Board     BoardLoader                          // who works on what; nil: not for this operator
	Reopen    Reopener                             // the dossier that is opened at once; nil: none
	Shown     func(applicant string)               // is told whose dossier is on the screen, "" for none; may be nil
	Now       func() time.Time                     // nil: time.Now
	Clipboard func(text string)                    // lets exactly this text pass the output guard
}

// PictureLoader draws an open picture. It may take seconds and runs in a command.
type PictureLoader func(context.Context, Desks, flows.SHA256) steps.LoadedPicture

// Model is the root, a Bubble Tea model by value.
type Model struct {
	cfg   Config
	w, h  int
	theme theme.Theme
	keys  keys.Map
	now   time.Time

	journal    journalAccess
	reopening  settings.Interruption // its dossier is being opened; the zero value is none
	dossier    openedDossier
	nav        navigation
	overlays   overlays
	background []backgroundDossier // left for the start list; their desks still work
	leaving    bool                // the leave dialog is open: the next ctrl+c leaves
	news       news
}

// New makes the wizard.
func New(cfg Config) Model {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	m := Model{
		cfg: cfg, w: 80, h: 24, theme: theme.New(true), keys: keys.Default(), now: cfg.Now(), nav: newNavigation(),
	}
	m.prepareScreen(m.nav.place)
	return m
}

// Init asks for the terminal's colours and opens the journal; the first frame
// waits for neither.
func (m Model) Init() tea.Cmd {
	return tea.Batch(tea.Raw(ansi.RequestBackgroundColor), m.connectDesks())
}
