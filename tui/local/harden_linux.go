package local

import (
	"golang.org/x/sys/unix"
)

// HardenProcess keeps what is in memory from other processes of the same user: no
// core dump, and no reading of /proc/PID/environ or mem (prctl(2),
// PR_SET_DUMPABLE). Faults are not fatal: a container may forbid both.
func HardenProcess() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
