package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"
)

// maxNamedFile is more than any flow file or script of failures has, in bytes.
const maxNamedFile = 1 << 20

// readNamedFile reads a file that the command line or the environment names: at most
// maxNamedFile bytes, and without waiting for a pipe that nobody writes to. The error
// holds no path.
func readNamedFile(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, FileErrorCause(err)
	}
	defer func() { _ = file.Close() }()
	return readBounded(file, maxNamedFile)
}

// readBounded reads all of r. More than limit bytes are an error: a part never passes for
// the whole.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, FileErrorCause(err)
	case int64(len(b)) > limit:
		return nil, fmt.Errorf("it is larger than %s, so it is something else", humanize.IBytes(uint64(limit)))
	}
	return b, nil
}
