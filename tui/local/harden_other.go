//go:build !linux

package local

// HardenProcess does nothing here: the system calls are Linux's.
func HardenProcess() {}
