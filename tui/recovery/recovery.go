// Package recovery restores a terminal when the program that held it was killed.
//
// No process can clean up after its own SIGKILL, or after a fault in the runtime. So a
// wizard starts its own program once more, as a watcher that waits for the end of a pipe.
// If the terminal is still held then, the watcher restores it: the modes of the driver,
// the alternate screen, and what else was switched on.
//
// It has to be faster than the shell, which would take the wizard's modes for its own. It
// is, whatever ended the wizard:
//   - A fault of the runtime (a panic, SEGV, ABRT) is reported on the pipe, and the
//     report does not fit into it. So the wizard cannot end before the watcher has read its
//     beginning and restored the terminal. On systems other than Linux the pipe holds more,
//     and the watcher only begins first.
//   - After a signal that no process can handle (KILL), a shell restores its modes itself.
//     Only the screen is left to the watcher.
//
// The watcher gets no argument but its name, an empty environment, and a process group of
// its own, so that a signal to the wizard's group does not end it.
package recovery

import (
	"os"
	"sync/atomic"
)

// watcherArgument is the only argument of a watcher.
const watcherArgument = "recover-terminal"

// Program is the program that is to be watched.
type Program struct {
	Path   string   // its file, which is started as the watcher; "": nobody watches
	Stderr *os.File // where its errors go

	watcher atomic.Pointer[Watcher]
}

// RestoreTerminal has the watcher restore the terminal of a program that is about to exit
// without having given it back. It waits 150 ms at most. A nil Program does nothing.
func (p *Program) RestoreTerminal() {
	if p == nil {
		return
	}
	if w := p.watcher.Load(); w != nil {
		w.reportExit()
	}
}

// endedText is written after a wizard was killed. It claims nothing about what was sent.
const endedText = "dossier: the wizard ended unexpectedly; what was recorded stays; start dossier again to go on\n"
