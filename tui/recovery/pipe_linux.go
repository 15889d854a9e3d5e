package recovery

import (
	"os"

	"golang.org/x/sys/unix"
)

// newPipe returns a pipe that holds 16 writes, whatever their length (pipe(2), O_DIRECT).
// Its ends are blocking.
func newPipe() (read, write *os.File, err error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_DIRECT); err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(ends[0]), "read"), os.NewFile(uintptr(ends[1]), "write"), nil
}
