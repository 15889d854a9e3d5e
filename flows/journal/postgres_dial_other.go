//go:build !linux

package journal

import "syscall"

// impatient leaves the waiting to the kernel's own limits.
func impatient(_, _ string, _ syscall.RawConn) error { return nil }
