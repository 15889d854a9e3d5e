//go:build unix

package recovery

import (
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Watcher watches over a terminal that is held. All methods of a nil Watcher do nothing.
type Watcher struct {
	in     *os.File
	stderr *os.File // where errors go; replaced while the terminal is held
	saved  *os.File // the same under another descriptor, which is never replaced
	mu     sync.Mutex
	pipe   *os.File // its end is the end of this process
}

// The messages to the watcher. Each begins with a byte that the runtime's own words, which
// come through the same pipe, do not begin with.
const (
	messageMark = 0x00
	messageHeld = 'h' // and the driver's modes as JSON in a line: the terminal is held
	messageFree = 'f' // the terminal was given back
	messageAlt  = 'a' // the alternate screen is shown
	messageMain = 'm' // the main screen is shown
)

// Start starts a watcher of the terminal. It is nil where there can be none: a terminal
// without one is better than no wizard.
func Start(p Program, in, out *os.File) *Watcher {
	if p.Path == "" || p.Stderr == nil {
		return nil
	}
	saved, err := unix.FcntlInt(p.Stderr.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil
	}
	w := &Watcher{in: in, stderr: p.Stderr, saved: os.NewFile(uintptr(saved), "stderr")}
	read, write, err := os.Pipe()
	if err != nil {
		_ = w.saved.Close()
		return nil
	}
	w.pipe = write
	cmd := exec.Command(p.Path)
	cmd.Args = []string{"dossier", Argument}
	cmd.Env, cmd.Dir = []string{}, "/"
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = read, out, w.saved, []*os.File{in}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	go func() { // the first frame does not wait for it
		defer func() { _ = read.Close() }()
		if cmd.Start() == nil {
			_ = cmd.Wait()
		}
	}()
	return w
}

// Hold says that the terminal is held from now on, with the modes that it has now. What
// the runtime writes about a fault goes to the watcher, which drops it: it can hold
// anything, and would be written over the screen.
func (w *Watcher) Hold() {
	if w == nil {
		return
	}
	state, err := term.GetState(w.in.Fd())
	if err != nil {
		return
	}
	modes, err := json.Marshal(state.Termios)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.pipe.Write(append(append([]byte{messageMark, messageHeld}, modes...), '\n'))
	w.replaceStderr()
}

// Free says that the terminal was given back.
func (w *Watcher) Free() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.restoreStderr()
	w.send(messageFree)
}

// ShowAlternate says whether the alternate screen is shown.
func (w *Watcher) ShowAlternate(shown bool) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	message := byte(messageMain)
	if shown {
		message = messageAlt
	}
	w.send(message)
}

// Close ends the watcher; the terminal has to be free.
func (w *Watcher) Close() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.pipe.Close()
	_ = w.saved.Close()
}

func (w *Watcher) send(message byte) { _, _ = w.pipe.Write([]byte{messageMark, message}) }

// replaceStderr sends what goes to the terminal as an error to the watcher instead. A file
// of errors is left alone.
func (w *Watcher) replaceStderr() {
	if term.IsTerminal(w.saved.Fd()) {
		_ = duplicate(int(w.pipe.Fd()), int(w.stderr.Fd()))
	}
}

func (w *Watcher) restoreStderr() { _ = duplicate(int(w.saved.Fd()), int(w.stderr.Fd())) }
