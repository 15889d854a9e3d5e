//go:build unix && !linux

package recovery

import "golang.org/x/sys/unix"

// duplicate makes one descriptor another name of from.
func duplicate(from, to int) error { return unix.Dup2(from, to) }
