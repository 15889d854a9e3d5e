package inbox

import (
	"io"
	"time"
)

// Config says what a Registry works with. All fields but Ended are needed.
type Config struct {
	Limits Limits
	Now    func() time.Time
	// Random returns 32 random bits. Codes are drawn from it.
	Random func() uint32
	// Complete reports whether a file of that many bytes has the end mark of its type.
	Complete func(r io.ReaderAt, size int64) bool
	// Ended is told of every upload that has ended, for the record; nil stands for nobody.
	Ended func(operator string, by Login, o Outcome)
}

// Limits of what is held. Bytes are of memory, which is taken in chunks of 256 KiB.
type Limits struct {
	FileBytes     int64 // of one file, as intake.Limits.MaxBytes
	OperatorBytes int64 // of all files of one operator
	TotalBytes    int64 // of all operators
	Files         int   // of one operator
	Folders       int   // that one operator made
	Depth         int   // of folders below a code
}

// DefaultLimits returns the limits for files of at most fileBytes bytes: 50 files, 20
// folders four deep and 200 MiB for each operator, and 1 GiB for all of them.
func DefaultLimits(fileBytes int64) Limits {
	return Limits{FileBytes: fileBytes, OperatorBytes: 200 << 20, TotalBytes: 1 << 30, Files: 50, Folders: 20, Depth: 4}
}

const (
	// KeepFor is how long a file that is not complete can be resumed, how long one
	// without a code waits, and how long a dossier's code lives after its wizard left.
	KeepFor = 15 * time.Minute
	// removalDelay is how long a wizard does not believe a removal: WinSCP and GNOME
	// Files remove a file and then give another one its name.
	removalDelay = 2 * time.Second
	// stallTime is how long an open upload may be silent before it counts as broken
	// off, and how long a client may take to give a file its final name.
	stallTime = 30 * time.Second
	// progressInterval is the least time between two ticks for bytes that arrived.
	progressInterval = 100 * time.Millisecond

	maxPathBytes = 4 << 10
	// maxSpans bounds the bookkeeping of a file that is written in pieces.
	maxSpans = 1024
)
