//go:build unix

package recovery

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// The sequences that undo what a wizard may have switched on (xterm's control sequences,
// the Kitty protocol, ConEmu's progress). CAN ends a sequence that was cut off. The screen
// is erased first, as some terminals have no alternate one; the keyboard of the Kitty
// protocol belongs to the alternate screen, and the region moves the cursor, so both go
// before it.
const (
	cancelSequence = "\x18"
	leaveAlternate = "\x1b[?2026l\x1b[<u\x1b[0m\x1b[r\x1b[H\x1b[J\x1b[?1049l"
	resetModes     = "\x1b[?2026l\x1b[?2027l\x1b[?2004l\x1b[?1004l\x1b[?7h\x1b[4l\x1b[0m\x1b[>4m\x1b[?25h\x1b[0 q\x1b]9;4;0\x1b\\\x1b[23;0t"
)

// restore restores the terminal. Modes that are not the wizard's stay, because a shell has
// set them; it is asked to draw its prompt again, as after a change of the window's size.
func (s terminalState) restore(in, out *os.File) {
	raw := IsRaw(in.Fd())
	if raw { // what was typed for the wizard, and late answers, are not for the shell
		_ = DiscardInput(in.Fd())
		_ = term.Restore(in.Fd(), &s.modes)
	}
	_, _ = io.WriteString(out, s.sequences())
	if !raw {
		requestRedraw(in.Fd())
	}
}

func (s terminalState) sequences() string {
	if s.alternate {
		return cancelSequence + leaveAlternate + resetModes
	}
	return cancelSequence + resetModes
}

// requestRedraw tells the programs in a terminal's foreground that its size changed.
func requestRedraw(fd uintptr) {
	if group, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP); err == nil && group > 0 {
		_ = unix.Kill(-group, unix.SIGWINCH)
	}
}

// IsRaw reports whether a terminal has the modes of a wizard. A shell that edits a line
// keeps the translation of line ends on output, and signals.
func IsRaw(fd uintptr) bool {
	state, err := term.GetState(fd)
	return err == nil && state.Oflag&unix.OPOST == 0 && state.Lflag&(unix.ICANON|unix.ISIG) == 0
}
