package wizard

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/tui"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// Config is what a wizard is made of.
type Config struct {
	settings.Wizard
	OpenJournal   func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) // opens the journal; the func closes it
	ExtraDossiers []flows.Summary                                                    // rows of the start list that are not begun yet
	Examiner      *intake.Examiner                                                   // looks at the pictures; one for the process
	Files         func(applicant string, look *Look) steps.FileSource                // the pictures for an applicant, who may be ""
	Clipboard     func(string)                                                       // is called with a text for the clipboard
	Reopen        tui.Reopener                                                       // the dossier that is opened at once; nil: none
	Shown         func(applicant string)                                             // is told whose dossier is on the screen; may be nil
}

// New makes the wizard and the func that ends what it has begun: the desks with every
// send, and the journal.
func New(ctx context.Context, c Config) (tea.Model, func()) {
	ctx, cancel := context.WithCancel(ctx)
	opened := make(chan func(), 1)
	model := tui.New(tui.Config{
		Wizard: c.Wizard, Ctx: ctx, Connect: c.connectDesks(opened), Files: c.fileSource, Picture: newPictureLoader(c.Examiner), Clipboard: c.Clipboard, Board: c.boardLoader(), Reopen: c.Reopen, Shown: c.Shown,
	})
	return guardPanics(withTicks(ctx, model)), func() {
		cancel()
		closeOpened(opened)
	}
}

// fileSource is where the pictures of an applicant come from.
func (c Config) fileSource(o tui.Desks, applicant string) steps.FileSource {
	own, ok := o.(wizardDesks)
	if !ok {
		return nil
	}
	return c.Files(applicant, NewLook(applicant, own.Desks, own.pictures, c.Examiner))
}

// closeOpened closes the journal if it was opened and nobody has closed it.
func closeOpened(opened <-chan func()) {
	select {
	case shut := <-opened:
		shut()
	default:
	}
}

// connectDesks opens the journal after the first frame. One that opens when the wizard has
// ended is closed again.
func (c Config) connectDesks(opened chan func()) func(context.Context) (tui.Desks, error) {
	return func(ctx context.Context) (tui.Desks, error) {
		desks, pictures, shut, err := c.OpenJournal(ctx)
		if err != nil {
			return nil, err
		}
		opened <- shut
		if ctx.Err() != nil {
			closeOpened(opened)
			return nil, ctx.Err()
		}
		go desks.PollWaiting(ctx)
		return wizardDesks{desks, pictures, c.ExtraDossiers, c.HideReasons}, nil
	}
}
