//go:build unix && !linux

package recovery

import "os"

func newPipe() (read, write *os.File, err error) { return os.Pipe() }
