package intake

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"sync/atomic"
	"time"
)

// OpenBytes checks a file that was received into memory, as Open does for one on
// the disk. The name serves only to notice a misleading ending; received is shown
// as the file's time. The File reads from b, which must not change until Close.
func OpenBytes(name string, b []byte, received time.Time, lim Limits) (*File, *Report, error) {
	return OpenSource(context.Background(), name, &memorySource{Reader: bytes.NewReader(b)}, int64(len(b)), received, lim)
}

// Source is where the bytes of a file are, such as memory that is zeroed when it is closed.
type Source interface {
	io.ReaderAt
	io.Closer
}

// OpenSource checks a file of size bytes as OpenBytes does. The File reads from the source
// and closes it with itself; if something blocks the file, the source is closed already.
// Cancelling the context ends the reading.
func OpenSource(ctx context.Context, name string, src Source, size int64, received time.Time, lim Limits) (*File, *Report, error) {
	f := newFile(src, size, received)
	return f.finishOpening(f.runChecks(ctx, name, lim))
}

// memorySource is a source in memory that is closed like a file.
type memorySource struct {
	*bytes.Reader
	closed atomic.Bool
}

func (m *memorySource) ReadAt(p []byte, off int64) (int, error) {
	if m.closed.Load() {
		return 0, fs.ErrClosed
	}
	return m.Reader.ReadAt(p, off)
}

func (m *memorySource) Close() error {
	m.closed.Store(true)
	return nil
}
