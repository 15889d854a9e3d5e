//go:build linux || darwin

package desk_test

import (
	"os"
	"syscall"
)

// shrink makes a listener's connections take little before somebody reads.
func shrink(raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8<<10)
	})
	if err != nil {
		return err
	}
	return failed
}

// sleep and wake stop a process and let it go on, as a host does that is
// suspended.
func sleep(p *os.Process) error      { return p.Signal(syscall.SIGSTOP) }
func timerFired(p *os.Process) error { return p.Signal(syscall.SIGCONT) }
