//go:build unix

package recovery

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Watcher watches over a terminal that is held. All methods of a nil Watcher do nothing.
type Watcher struct {
	in      *os.File
	stderr  *os.File // where errors go; replaced by null while the terminal is held
	saved   *os.File // stderr under another descriptor, which is never replaced
	null    *os.File
	started chan struct{} // closed when the process has its descriptors
	mu      sync.Mutex
	pipe    *os.File // closed by the system when this process ends
}

// Start starts a watcher for the terminal. It returns nil when that fails: a wizard without
// a watcher is better than none.
func Start(p *Program, in, out *os.File) *Watcher {
	if p == nil || p.Path == "" || p.Stderr == nil {
		return nil
	}
	saved, err := unix.FcntlInt(p.Stderr.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil
	}
	w := &Watcher{in: in, stderr: p.Stderr, saved: os.NewFile(uintptr(saved), "stderr"), started: make(chan struct{})}
	read, err := w.openPipe()
	if err != nil {
		close(w.started)
		w.Close()
		return nil
	}
	p.watcher.Store(w)
	go w.startProcess(p.Path, read, out) // the first frame does not wait for it
	return w
}

// openPipe opens the pipe, and the null device that replaces stderr.
func (w *Watcher) openPipe() (read *os.File, err error) {
	if w.null, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
		return nil, err
	}
	read, w.pipe, err = newPipe()
	return read, err
}

// startProcess runs the watcher's process. Without one, what is written to the pipe is
// lost.
func (w *Watcher) startProcess(path string, read, out *os.File) {
	cmd := exec.Command(path)
	cmd.Args = []string{"dossier", watcherArgument}
	cmd.Env, cmd.Dir = []string{}, "/"
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = read, out, w.saved, []*os.File{w.in}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	err := cmd.Start()
	close(w.started)
	_ = read.Close()
	if err == nil {
		_ = cmd.Wait()
	}
}

// Hold tells the watcher that the terminal is held from now on, and the modes that it has
// now. What the runtime reports of a fault goes to the watcher only: it can contain
// anything, and would be written over the screen.
func (w *Watcher) Hold() {
	if w == nil {
		return
	}
	message, err := newHeldMessage(w.in.Fd())
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.pipe.Write(message)
	if reportFaults(w.pipe) == nil {
		_ = duplicate(int(w.null.Fd()), int(w.stderr.Fd()))
	}
}

// reportFaults has the runtime report faults on the pipe. With GOTRACEBACK=none a report
// could fit into it.
func reportFaults(pipe *os.File) error {
	debug.SetTraceback("single")
	return debug.SetCrashOutput(pipe, debug.CrashOptions{})
}

// Free tells the watcher that the terminal was given back.
func (w *Watcher) Free() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = duplicate(int(w.saved.Fd()), int(w.stderr.Fd()))
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	w.send(messageFree)
}

// ShowAlternate tells the watcher whether the alternate screen is shown.
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

// The report of a program that exits is more than a pipe holds, so that the watcher has
// restored the terminal once it is written. It looks like one of the runtime.
const (
	exitReportSize    = 256 << 10
	exitReportByte    = 'x'
	exitReportTimeout = 150 * time.Millisecond
)

func (w *Watcher) reportExit() { writeExitReport(w.pipe) }

// writeExitReport writes the report, and waits for that no longer than exitReportTimeout.
func writeExitReport(pipe io.Writer) {
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		_, _ = pipe.Write(bytes.Repeat([]byte{exitReportByte}, exitReportSize))
	}()
	select {
	case <-reported:
	case <-time.After(exitReportTimeout):
	}
}

// Close ends the watcher; the terminal must be free. It waits until a process that is still
// being started has its descriptors: a closed one could be another file's by then.
func (w *Watcher) Close() {
	if w == nil {
		return
	}
	<-w.started
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.pipe.Close()
	_ = w.saved.Close()
	_ = w.null.Close()
}

func (w *Watcher) send(message byte) { _, _ = w.pipe.Write([]byte{messageMark, message}) }
