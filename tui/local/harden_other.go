//go:build !linux

package local

// Harden does nothing here: the system calls are Linux's.
func Harden() {}
