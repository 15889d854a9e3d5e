// Package safefile opens named files that are no pictures: flow definitions, scripts,
// secrets, heads, certificates, operators. It promises that opening and reading end: it opens regular
// files only, never waits for a pipe, and reads no more than the caller allows. No error
// holds a path. It refuses to read a part of a file that is too large.
//
// Every error is a *fs.PathError whose Err is the cause: one of this package's errors or
// the system's.
package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/dustin/go-humanize"
)

// Why a file is not opened. The texts continue "the file cannot be opened: ".
var (
	ErrNotRegular = errors.New("it is not a regular file")
	ErrLink       = errors.New("it is a link; put the file itself there")
	ErrOwner      = errors.New("it belongs to another user; copy it into a file of your own")
	ErrExposed    = errors.New("others may read it; run chmod 600 on it")
	ErrWritable   = errors.New("others may change it; run chmod go-w on it")
)

// TooLargeError says that a file holds more than the caller allows.
type TooLargeError struct{ Limit int64 } // in bytes

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("it is larger than %s", humanize.IBytes(uint64(e.Limit)))
}

// Rules says what a file must be, besides regular. The zero value asks for nothing more.
type Rules struct {
	MaxBytes int64 // 0: any size; then the caller reads only a part of it
	// Private is for secrets: the file belongs to this user or to root, who reads
	// everything anyway, and nobody else may read it. The number of its names (hard
	// links) does not count: owner and mode are those of the file and not of a name,
	// and backups make such names. An access list by which root lets this process read is
	// allowed: systemd gives credentials so.
	Private bool
	// RootGroup lets a group that this process is in read a private file of root's: so an
	// administrator gives a key to some users, and libpq takes it for sslkey (PostgreSQL,
	// 34.19.2).
	RootGroup bool
	// Trusted is for files that are no secret and say what this program does or for whom:
	// the file belongs to this user or to root, and nobody else may write to it.
	Trusted bool
	NoLink  bool // the path itself is no symbolic link
}

// Open opens a file for reading.
func Open(path string, r Rules) (*os.File, error) {
	return openChecked(path, os.O_RDONLY, r)
}

// OpenAppend opens a file for appending. It creates one that is missing, for its owner
// alone.
func OpenAppend(path string, r Rules) (*os.File, error) {
	return openChecked(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, r)
}

// Create creates a file for its owner alone. The cause is fs.ErrExist when there is one.
func Create(path string) (*os.File, error) {
	return openChecked(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, Rules{})
}

// Read reads a whole file of at most r.MaxBytes bytes.
func Read(path string, r Rules) ([]byte, error) {
	file, err := Open(path, r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return ReadAll(file, r.MaxBytes) // a file can grow after it was opened
}

// ReadAll reads all of in, which is at most limit bytes. No error holds the path of in.
func ReadAll(in io.Reader, limit int64) ([]byte, error) {
	return io.ReadAll(Limit(in, limit))
}

// Check returns the error that Open would return, for a library that opens the file itself.
func Check(path string, r Rules) error {
	file, err := Open(path, r)
	if err != nil {
		return err
	}
	return file.Close()
}

// Limit returns a reader of in that fails with a *TooLargeError after limit bytes, so that a
// part is never taken for the whole.
func Limit(in io.Reader, limit int64) io.Reader {
	return &limitedReader{io.LimitedReader{R: in, N: limit + 1}, limit}
}

type limitedReader struct {
	in    io.LimitedReader
	limit int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	switch {
	case l.in.N <= 0:
		return max(n-1, 0), readError(&TooLargeError{l.limit})
	case err != nil && !errors.Is(err, io.EOF):
		return n, readError(err)
	}
	return n, err
}

func openChecked(path string, flags int, r Rules) (*os.File, error) {
	file, err := openWithoutWaiting(path, flags, r.NoLink)
	if err != nil {
		return nil, openError(err)
	}
	info, err := file.Stat()
	if err == nil {
		err = r.check(info)
	}
	if err != nil {
		_ = file.Close()
		return nil, openError(err)
	}
	return file, nil
}

func (r Rules) check(info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return ErrNotRegular
	case (r.Private || r.Trusted) && !isTrustedOwner(info):
		return ErrOwner
	case r.Private && info.Mode().Perm()&r.forbiddenMode(info) != 0:
		return ErrExposed
	case r.Trusted && othersMayWrite(info):
		return ErrWritable
	case r.MaxBytes > 0 && info.Size() > r.MaxBytes:
		return &TooLargeError{r.MaxBytes}
	}
	return nil
}

// forbiddenMode is what the mode of a private file must not allow.
func (r Rules) forbiddenMode(info fs.FileInfo) fs.FileMode {
	if r.RootGroup && isRootsForOwnGroup(info) || isGivenByRoot(info) {
		return 0o037
	}
	return 0o077
}

// neutralName stands for the path in errors.
const neutralName = "the named file"

func openError(cause error) error { return withoutPath("open", cause) }

func readError(cause error) error { return withoutPath("read", cause) }

func withoutPath(operation string, cause error) error {
	if at, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = at.Err
	}
	return &fs.PathError{Op: operation, Path: neutralName, Err: cause}
}
