//go:build !linux

package process

import (
	"errors"
	"os"
	"syscall"
)

// StartTime is unknown where there is no /proc; the PID has to do.
func StartTime(int) string { return "" }

// IsAlive reports whether there is a process with this PID on this host. Here
// the start time is not known, so a PID that was given again counts as
// alive.
func IsAlive(pid int, _ string) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = process.Release() }()
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}
