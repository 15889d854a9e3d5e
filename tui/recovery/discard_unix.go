//go:build unix && !linux

package recovery

import "golang.org/x/sys/unix"

// DiscardInput drops what was sent to a terminal and not read. The request takes the
// direction by a pointer; FREAD is 1.
func DiscardInput(fd uintptr) error {
	return unix.IoctlSetPointerInt(int(fd), unix.TIOCFLUSH, 1)
}
