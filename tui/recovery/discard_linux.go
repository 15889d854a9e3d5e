package recovery

import "golang.org/x/sys/unix"

// DiscardInput drops what was sent to a terminal and not read (tcflush).
func DiscardInput(fd uintptr) error {
	return unix.IoctlSetInt(int(fd), unix.TCFLSH, unix.TCIFLUSH)
}
