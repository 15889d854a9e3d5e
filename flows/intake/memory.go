package intake

import (
	"bytes"
	"context"
	"io/fs"
	"sync/atomic"
	"time"
)

// OpenBytes checks a file that was received into memory, as Open does for one on
// the disk. The name serves only to notice a misleading ending; received is shown
// as the file's time. The File reads from b, which must not change until Close.
func OpenBytes(name string, b []byte, received time.Time, lim Limits) (*File, *Report, error) {
	f := newFile(&memorySource{Reader: bytes.NewReader(b)}, int64(len(b)), received)
	return f.finishOpening(f.runChecks(context.Background(), name, lim))
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
