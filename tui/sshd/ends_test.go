package sshd

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/sshd/lock"
)

// simpleModel shows a text, ends by q, and fails by p.
type simpleModel struct{}

func (simpleModel) Init() tea.Cmd { return nil }

func (m simpleModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && press.String() == "q":
		return m, tea.Quit
	case ok && press.String() == "p":
		panic(canaryName)
	}
	return m, nil
}

func (simpleModel) View() tea.View {
	v := tea.NewView("shown")
	v.AltScreen, v.WindowTitle, v.ProgressBar = true, "dossier", tea.NewProgressBar(tea.ProgressBarDefault, 40)
	return v
}

// Whatever ends a session, the person's terminal is given back: its screen, its cursor, its
// modes, its keys and its title. Other sessions go on.
func TestEveryEndGivesTheTerminalBack(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(s testServer, people keyring, session *Session, o *terminal)
		says string
	}{
		"the operator leaves":              {func(_ testServer, _ keyring, _ *Session, o *terminal) { o.Type("q") }, ""},
		"the operator leaves and types on": {func(_ testServer, _ keyring, _ *Session, o *terminal) { o.Type("q" + strings.Repeat("a", 64)) }, ""},
		"the input ends with keys": {func(_ testServer, _ keyring, _ *Session, o *terminal) {
			o.Type(strings.Repeat("a", 64))
			_ = o.in.(io.Closer).Close()
		}, ""},
		"the service ends": {func(s testServer, _ keyring, _ *Session, _ *terminal) {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			_ = s.Shutdown(ctx)
		}, "the service ends now"},
		"the operator is removed": {func(s testServer, people keyring, _ *Session, _ *terminal) { delete(people, "maya"); s.Recheck() }, "you were removed from the operators. Ask your administrator."},
		"a lock ends":             {func(_ testServer, _ keyring, session *Session, _ *terminal) { session.end(lock.ErrLockedTooLong) }, "locked for an hour"},
		"a new login":             {func(_ testServer, _ keyring, session *Session, _ *terminal) { session.end(lock.ErrLoggedInAgain) }, "you have logged in again"},
		"the input ends":          {func(_ testServer, _ keyring, _ *Session, o *terminal) { _ = o.in.(io.Closer).Close() }, ""},
		"the model fails":         {func(_ testServer, _ keyring, _ *Session, o *terminal) { o.Type("p") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			maya, ola := newKey(t), newKey(t)
			people, opened := keyring{"maya": maya, "ola": ola}, make(chan *Session, 2)
			s := startServer(t, people, func(ctx context.Context, s *Session) int {
				opened <- s
				return runWizard(ctx, s, func(context.Context, *Session, func(string)) (tea.Model, func()) { return simpleModel{}, func() {} })
			})
			other := openFor(t, s, ola)
			<-opened
			o := openFor(t, s, maya)
			c.end(s, people, <-opened, o)
			select {
			case <-o.ended:
			case <-time.After(30 * time.Second):
				t.Fatal("the session does not end")
			}
			checkGivenBack(t, o.output.String(), c.says)
			checkNoKeyIsOnItsWay(t)
			if !strings.HasPrefix(name, "the service") && !other.Responds() {
				t.Error("another session has ended too")
			}
		})
	}
}

// checkNoKeyIsOnItsWay waits until no goroutine holds a key for a program that has ended.
func checkNoKeyIsOnItsWay(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		stacks := make([]byte, 4<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if !bytes.Contains(stacks, []byte("sendEvents")) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("a key is on its way to a program that has ended")
		}
	}
}

// openFor opens a session for the owner of a key.
func openFor(t *testing.T, s testServer, key gossh.Signer) *terminal {
	t.Helper()
	client, err := s.dial(t, "anybody", key)
	if err != nil {
		t.Fatal(err)
	}
	o := openTerminal(t, client)
	o.WaitFor("shown")
	return o
}

// Responds reports whether a session has not ended: a new size is drawn.
func (o *terminal) Responds() bool {
	select {
	case <-o.ended:
		return false
	default:
	}
	o.mu.Lock()
	before := o.output.Len()
	o.mu.Unlock()
	if o.session.WindowChange(30, 100) != nil {
		return false
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		o.mu.Lock()
		now := o.output.Len()
		o.mu.Unlock()
		if now > before {
			return true
		}
	}
	return false
}

// checkGivenBack plays all that was written to a terminal, and looks at what is left.
func checkGivenBack(t *testing.T, output, says string) {
	t.Helper()
	modes := map[int]bool{}
	e := vt.NewEmulator(80, 24)
	e.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { modes[m.Mode()] = true },
		DisableMode: func(m ansi.Mode) { modes[m.Mode()] = false },
	})
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		_, _ = io.Copy(io.Discard, e)
	}()
	defer func() { _ = e.InputPipe().(io.Closer).Close(); <-answered }()
	if _, err := e.Write(bytes.ReplaceAll([]byte("$ ssh host\n"+output), []byte("\n"), []byte("\r\n"))); err != nil {
		t.Fatal(err)
	}
	screen := e.String()
	if !strings.HasPrefix(screen, "$ ssh host") || strings.Contains(screen, "shown") || !strings.Contains(screen, says) || e.CursorHidden() {
		t.Errorf("the screen is left as\n%s\nits cursor hidden: %v", screen, e.CursorHidden())
	}
	for mode, on := range modes {
		if on != (mode == ansi.ModeTextCursorEnable.Mode()) {
			t.Errorf("mode %d is left on: %v", mode, on)
		}
	}
	for on, off := range map[string]string{
		ansi.PushKittyKeyboard(1): ansi.PopKittyKeyboard(1), ansi.SetModifyOtherKeys2: ansi.ResetModifyOtherKeys,
		"\x1b[22;2t": "\x1b[23;2t", ansi.SetProgressBar(40): ansi.ResetProgressBar,
	} {
		if strings.Count(output, on) != 1 || strings.LastIndex(output, off) < strings.LastIndex(output, on) {
			t.Errorf("%q is not undone by %q", on, off)
		}
	}
	if strings.Contains(output, canaryName) {
		t.Error("the value of a panic was written")
	}
}
