package recovery

import "golang.org/x/sys/unix"

// discardInput drops what was sent to a terminal and not read (tcflush).
func discardInput(fd uintptr) error {
	return unix.IoctlSetInt(int(fd), unix.TCFLSH, unix.TCIFLUSH)
}
