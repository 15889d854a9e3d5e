package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"dossier/tui/input"
	"dossier/tui/safe"
	"dossier/tui/sshd/keyboard"
	"dossier/tui/sshd/lock"
	"dossier/tui/sshd/operators"
	"dossier/tui/sshd/screen"
	"dossier/tui/wizard"
)

// ticksPerSecond is how often the library looks for something to write until that is ended:
// see quietModel. It cannot be less.
const ticksPerSecond = 1

// modelFunc makes the wizard of a session, and the func that ends what it has begun.
// allowClipboard is called with a text that may be put on the clipboard.
type modelFunc func(ctx context.Context, s *Session, allowClipboard func(string)) (tea.Model, func())

// runWizard shows a wizard in a session until the operator leaves, the client goes away, or
// ctx ends. It returns the exit status.
func runWizard(ctx context.Context, s *Session, newModel modelFunc) int {
	here, end := context.WithCancelCause(ctx)
	gone := func() { end(errClientGone) }
	defer gone()
	// The library writes a line feed for the next line, as for any output that is no
	// terminal of its own.
	output := &sessionOutput{w: ssh.NewPtyWriter(s.channel), ending: here, onBlocked: gone}
	guard := safe.NewGuard(output)
	model, endModel := newModel(here, s, guard.AllowClipboard)
	defer endModel()
	var program *tea.Program
	keys := input.NewReader(hangupReader{s.channel, gone}, wizard.PasteDropped(func(msg tea.Msg) { program.Send(msg) }))
	keys.OnPanic(s.fault)
	keys.KeepOpen()
	running, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	ending := &ending{keys: keys, abandon: abandon}
	environ := s.environ()
	terminal := containedOutput{guard, s}
	display := screen.New(terminal, environ, s.channel.size.columns, s.channel.size.rows, s.fault)
	defer display.Close()
	filter := func(m tea.Model, msg tea.Msg) tea.Msg { return display.Filter(m, ending.filter(msg)) }
	quiet := quietModel{display.Attach(model), func() { _ = program.ReleaseTerminal() }}
	program = tea.NewProgram(quiet, tea.WithContext(running), tea.WithInput(nil), tea.WithOutput(terminal), tea.WithEnvironment(environ),
		tea.WithColorProfile(colorprofile.Env(environ)), tea.WithoutRenderer(), tea.WithFilter(filter), tea.WithFPS(ticksPerSecond),
		tea.WithoutSignalHandler(), tea.WithWindowSize(s.channel.size.columns, s.channel.size.rows))
	s.send = program.Send
	if keys.Resume() != nil {
		return 1
	}
	defer keys.Pause()
	defer context.AfterFunc(here, ending.begin)()
	go s.forwardSizes(here, program)
	go s.followKeys(running, keys, program)
	last, _ := program.Run()
	display.Close()
	s.lost = context.Cause(here)
	if reference := wizard.FaultReference(last); reference != "" {
		s.noteFault(reference)
	}
	if sentence := endSentence(ctx); sentence != "" {
		_, _ = io.WriteString(output, "dossier: "+sentence+".\n") // not for ever, as s.fail would
		if errors.Is(context.Cause(ctx), errServiceEnds) {
			go s.exitEarly() // nobody at a terminal waits for the answers that the desks wait for
		}
		return 1
	}
	return 0
}

// exitEarly tells the client that its session has ended, before what it has begun has. A client
// that reads nothing can block it.
func (s *Session) exitEarly() {
	defer s.containPanic()
	s.channel.exit(1)
}

// errClientGone ends a wizard whose client closed its input, or takes no output.
var errClientGone = errors.New("the client is gone")

// endSentence says why a wizard ended that nobody left; "" if somebody did, or is not there
// any more.
func endSentence(ctx context.Context) string {
	why, isRefusal := errors.AsType[operators.Refusal](context.Cause(ctx))
	failed, isFault := errors.AsType[fault](context.Cause(ctx))
	switch {
	case isRefusal:
		return why.EndText()
	case isFault:
		return failed.Error()
	case isOneOf(context.Cause(ctx), lock.ErrLoggedInAgain, lock.ErrLockedTooLong, errSilent):
		return context.Cause(ctx).Error()
	case errors.Is(context.Cause(ctx), errServiceEnds):
		return "the service ends now; what was recorded stays; connect again later to go on"
	case errors.Is(context.Cause(ctx), errTooLong):
		return fmt.Sprintf("the connection has lasted %d hours, the most that is allowed; what was recorded stays; connect again to go on", int(maxSessionTime.Hours()))
	}
	return ""
}

func isOneOf(err error, list ...error) bool {
	return slices.ContainsFunc(list, func(one error) bool { return errors.Is(err, one) })
}

// hangupReader is the input of a session. Its end is the end of the session: a client that
// closed it can type nothing any more, and the library would go on without it.
type hangupReader struct {
	io.Reader
	onHangup func()
}

func (h hangupReader) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if err != nil {
		h.onHangup()
	}
	return n, err
}

// forwardSizes tells the program each new size of the terminal.
func (s *Session) forwardSizes(ctx context.Context, program *tea.Program) {
	defer s.containPanic()
	for {
		select {
		case <-ctx.Done():
			return
		case size := <-s.channel.sizes:
			program.Send(tea.WindowSizeMsg{Width: size.columns, Height: size.rows})
		}
	}
}

// followKeys gives the program what somebody types.
func (s *Session) followKeys(ctx context.Context, keys io.Reader, program *tea.Program) {
	defer s.containPanic()
	keyboard.Follow(ctx, keys, s.channel.terminal, func(e uv.Event) { program.Send(e) })
}

// environ is what the library may know of a client's terminal. SSH_TTY makes it ask
// nothing before the terminal has said what it is (Apple's prints such questions).
func (s *Session) environ() []string {
	return append([]string{"TERM=" + s.channel.terminal, "SSH_TTY=1"}, s.channel.environ...)
}
