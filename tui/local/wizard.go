package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/tui/inboxfolder"
	"dossier/tui/recovery"
	"dossier/tui/safe"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// Settings is what a wizard on this computer needs.
type Settings struct {
	settings.Wizard
	OpenJournal   func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) // opens the journal; the func closes it
	StartFolder   func(applicant string) string                                      // a folder to begin in instead of the usual one; nil: none
	ExtraDossiers []flows.Summary                                                    // rows of the start list that are not begun yet
	Environ       []string                                                           // what the terminal library may see
	Recovery      *recovery.Program                                                  // who puts the terminal back if this process is killed
	Exit          func()                                                             // ends the process at once, when the wizard cannot end by itself; nil: nothing does
}

// ErrNoTerminal says that the wizard has no terminal to draw on.
var ErrNoTerminal = errors.New("the wizard needs a terminal; in a script use: dossier upload --help")

// ErrStopped says that the wizard ended by a fault of its own. Its text holds nothing
// that was on the screen.
var ErrStopped = errors.New("the wizard stopped by an error of its own; what was recorded stays; start dossier again to go on")

// ErrEnded says that a signal ended the wizard.
var ErrEnded = errors.New("the wizard was ended by a signal; every fact is recorded, start dossier again to go on")

// New makes the wizard and the func that ends what it has begun: the desks with every
// send, and the journal. setClipboard is called with a text for the clipboard.
func New(ctx context.Context, s Settings, setClipboard func(string)) (tea.Model, func()) {
	files, closeFiles := s.fileSource, func() {}
	if s.Remote.SSH && s.StartFolder == nil { // the demo's pictures are with the demo
		boxes := openInboxes(ctx, s.Wizard, inboxfolder.Folders(s.Inbox.RuntimeFolder))
		files, closeFiles = boxes.source, boxes.removeAll
	}
	model, end := wizard.New(ctx, wizard.Config{
		Wizard: s.Wizard, OpenJournal: s.OpenJournal, ExtraDossiers: s.ExtraDossiers, Examiner: intake.NewExaminer(s.Limits), Files: files,
		Clipboard: setClipboard,
	})
	return model, func() {
		end()
		closeFiles()
	}
}

// fileSource is this computer's files for an applicant.
func (s Settings) fileSource(applicant string, look *wizard.Look) steps.FileSource {
	folder := intake.NewFileBrowser(s.Home, s.Cwd).WithUserFolders(s.UserFolders).WithLimits(s.Limits)
	if s.StartFolder != nil {
		folder = folder.StartingAt(s.StartFolder(applicant))
	}
	return fileSource{folder: folder, look: look, cache: new(folderCache)}
}

// Run shows the wizard on in and out until the operator leaves, the terminal goes
// away, or ctx ends. It leaves the terminal as it found it.
func Run(ctx context.Context, s Settings, in, out *os.File) error {
	switch {
	case !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()):
		return ErrNoTerminal
	case !canDraw(s.Environ, runtime.GOOS):
		return ErrDumbTerminal
	}
	here, gone := context.WithCancel(ctx)
	defer gone()
	ending, leave := context.WithCancel(here) // what is held is cancelled with it, before the screen is given up
	defer leave()
	exit := &delayedExit{exit: s.Exit}
	screen := newTerminalOutput(out, ending, exit.start)
	defer func() {
		if !screen.isBlocked() {
			exit.stop()
		}
	}()
	colours := chooseColours(s.Colour, s.Environ, detectColours(out, coloursTimeout))
	watcher := recovery.Start(s.Recovery, in, out)
	defer watcher.Close()
	terminal, err := holdTerminal(in, screen, watcher)
	if err != nil {
		return err
	}
	guard, questions, unanswered := safe.NewGuard(screen), new(openQuestions), false
	defer func() { terminal.giveBack(unanswered) }()
	model, end := New(ending, s, guard.AllowClipboard)
	defer end()
	draws := false
	defer func() {
		if draws { // a panic passes here, and the library leaves the screen as it is
			s.Recovery.RestoreTerminal()
		}
	}()
	var program *tea.Program
	send := func(msg tea.Msg) { program.Send(msg) }
	keys := newKeyboard(hangupReader{in, gone, questions}, send)
	interrupts := &interruptWatcher{send: send, ending: ending, leave: leave, abandon: func() { exit.start(); gone() }}
	keys.OnInterrupt(interrupts.notePress)
	program = tea.NewProgram(model, tea.WithContext(here), tea.WithInput(keys), tea.WithOutput(screenEraser{guard, questions, watcher}),
		tea.WithEnvironment(s.Environ), tea.WithColorProfile(colours), tea.WithFPS(120), tea.WithoutCatchPanics(), tea.WithFilter(interrupts.filterMessage))
	if err := keys.Resume(); err != nil {
		return err
	}
	terminal.keepTitle()
	stopWatching := watchSuspension(here, program, terminal, keys, gone)
	draws = true
	last, err := program.Run()
	draws = false
	err = endError(ctx, here, screen, last, err)
	leave() // the desks end while the terminal answers
	stopWatching()
	keys.Pause()
	unanswered = !questions.allAnswered() && !drainAnswers(in, screen)
	return err
}

// endError is why a wizard ended; nil when the operator left.
func endError(ctx, here context.Context, screen *terminalOutput, last tea.Model, err error) error {
	if reference := wizard.FaultReference(last); reference != "" {
		return fmt.Errorf("%w (error %s)", ErrStopped, reference)
	}
	switch {
	case ctx.Err() != nil:
		return ErrEnded
	case screen.isBlocked():
		return ErrOutputBlocked
	case here.Err() != nil:
		return ErrTerminalGone
	}
	return err
}
