//go:build unix

package recovery

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// The sequences that undo what a wizard switched on (xterm's control sequences, the Kitty
// protocol, ConEmu's progress). CAN ends a sequence that was cut off in the middle. The
// keyboard of the Kitty protocol belongs to the alternate screen, so that goes first.
const (
	cancelSequence = "\x18"
	leaveAlternate = "\x1b[?2026l\x1b[<u\x1b[0m\x1b[r\x1b[H\x1b[J\x1b[?1049l"
	resetModes     = "\x1b[?2026l\x1b[0m\x1b[>4m\x1b[?2004l\x1b[?25h\x1b[0 q\x1b]9;4;0\x1b\\\x1b[23;0t"
)

// recover puts the terminal back. The shell may have been faster: then its own modes
// stay, and it draws its prompt again, as after a change of the window's size.
func (s terminalState) recover(in, out *os.File) {
	isRaw := isRaw(in.Fd())
	if isRaw { // what was typed for the wizard, and late answers, are not for the shell
		_ = discardInput(in.Fd())
	}
	_, _ = io.WriteString(out, s.sequences())
	if isRaw {
		_ = term.Restore(in.Fd(), &s.modes)
		return
	}
	if group, err := unix.IoctlGetInt(int(in.Fd()), unix.TIOCGPGRP); err == nil && group > 0 {
		_ = unix.Kill(-group, unix.SIGWINCH)
	}
}

func (s terminalState) sequences() string {
	if s.alternate {
		return cancelSequence + leaveAlternate + resetModes
	}
	return cancelSequence + resetModes
}

// isRaw reports whether a terminal still has the modes of a wizard. A shell that edits a
// line keeps the translation of line ends on output, and signals.
func isRaw(fd uintptr) bool {
	state, err := term.GetState(fd)
	return err == nil && state.Oflag&unix.OPOST == 0 && state.Lflag&(unix.ICANON|unix.ISIG) == 0
}
