package recovery

import "golang.org/x/sys/unix"

// duplicate makes one descriptor another name of from (dup3: some of Linux's
// architectures have no dup2).
func duplicate(from, to int) error { return unix.Dup3(from, to, 0) }
