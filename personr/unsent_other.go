//go:build !linux && !darwin

package personr

import "syscall"

// keepUnsentLow has no counterpart on this system: progress runs ahead by the
// size of the kernel's send buffer.
func keepUnsentLow(syscall.RawConn) {}
