// Package recovery puts a terminal back when the program that held it was killed.
//
// No process can clean up after its own SIGKILL, or after a fault in the runtime. So a
// wizard starts its own program once more, as a watcher that does nothing but wait for
// the end of a pipe. The system closes the pipe before it tells the shell that the
// wizard has ended, whatever ended it. If the wizard had not given the terminal back by
// then, the watcher does: the modes of the driver, the alternate screen, and what else
// was switched on. The watcher gets no argument but its name, an empty environment and a
// process group of its own, so what is sent to the wizard's group does not end it.
package recovery

import "os"

// Argument is the only argument of a watcher.
const Argument = "recover-terminal"

// Program is the program that is to be watched.
type Program struct {
	Path   string   // its file, which is started as the watcher; "": nobody watches
	Stderr *os.File // where its errors go
}

// endedText is said where a wizard was killed. It claims nothing about what was sent.
const endedText = "dossier: the wizard ended unexpectedly; what was recorded stays; start dossier again to go on\n"
