package sshd

import (
	"bytes"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/tuitest"
)

// terminal is a person's terminal at the other end of a connection.
type terminal struct {
	t       *testing.T
	session *gossh.Session
	in      io.Writer
	ended   chan struct{}  // closed when all output has been read
	watch   func(p []byte) // sees the output; nil: nobody does

	mu       sync.Mutex
	emulator *vt.Emulator
	output   bytes.Buffer
	screen   string // what the emulator shows; empty after a change, until somebody looks
}

// openTerminal opens the wizard on a terminal of 80 by 24.
func openTerminal(t *testing.T, client *gossh.Client) *terminal {
	t.Helper()
	return openWatchedTerminal(t, client, nil)
}

// openWatchedTerminal opens one whose output somebody else sees too.
func openWatchedTerminal(t *testing.T, client *gossh.Client, watch func(p []byte)) *terminal {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	o := &terminal{t: t, session: session, in: in, ended: make(chan struct{}), watch: watch, emulator: vt.NewEmulator(80, 24)}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		_, _ = io.Copy(in, o.emulator) // the terminal's answers to questions
	}()
	go func() {
		defer close(o.ended)
		_, _ = io.Copy(o, out)
		_ = o.emulator.InputPipe().(io.Closer).Close()
		<-answered
	}()
	t.Cleanup(func() { _ = session.Close(); _ = client.Close(); <-o.ended })
	return o
}

// Write draws.
func (o *terminal) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.screen = ""
	o.output.Write(p)
	if o.watch != nil {
		o.watch(p)
	}
	return o.emulator.Write(p)
}

// Screen is what the person sees now.
func (o *terminal) Screen() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.screen == "" {
		o.screen = o.emulator.String()
	}
	return o.screen
}

// Type types keys.
func (o *terminal) Type(keys string) {
	o.t.Helper()
	if _, err := io.WriteString(o.in, keys); err != nil {
		o.t.Errorf("typing: %v", err)
	}
}

// WaitFor waits until every text is on the screen at once.
func (o *terminal) WaitFor(texts ...string) string {
	o.t.Helper()
	return tuitest.WaitFor(o.t, o.Screen, texts...)
}

// WaitGone waits until none of the texts is on the screen.
func (o *terminal) WaitGone(texts ...string) string {
	o.t.Helper()
	return tuitest.WaitGone(o.t, o.Screen, texts...)
}

// leave leaves the wizard, which asks once where something is open, and waits for the end of
// the session.
func (o *terminal) leave(isAsked bool) {
	o.t.Helper()
	o.Type(tuitest.CtrlC)
	if isAsked {
		o.WaitFor("Leave?")
		o.Type(tuitest.CtrlC)
	}
	select {
	case <-o.ended:
	case <-time.After(time.Minute):
		o.t.Fatalf("the session does not end; it shows:\n%s", o.Screen())
	}
}

// waitForStart waits for the first screen with an open journal.
func (o *terminal) waitForStart() {
	o.t.Helper()
	o.WaitFor("Who are the pictures for?", "Journal   open")
}
