package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"sync"
	"time"

	"dossier/flows/intake/pdf"
	"dossier/flows/intake/picture"
)

// File is one chosen file, open and checked. Everything that is later shown or
// sent comes from its one descriptor. A File knows neither its path nor its
// name. All methods may be called from several goroutines.
type File struct {
	bytes     *io.SectionReader // ends where the file ended when it was opened
	facts     facts
	closeOnce func() error
}

// facts is what is known without decoding pixels.
type facts struct {
	media         MediaType
	size          int64
	sha256        [sha256.Size]byte
	width, height int
	modified      time.Time
	nameMisleads  bool
	lacksEndMark  bool // the file is accepted all the same
	layout        picture.Layout
	protection    pdf.Protection
}

func newFile(src Source, size int64, modified time.Time) *File {
	return &File{
		facts:     facts{size: size, modified: modified},
		bytes:     io.NewSectionReader(src, 0, size),
		closeOnce: sync.OnceValue(func() error { return stripPath(src.Close()) }),
	}
}

// ReadAt reads as io.ReaderAt says. It never reads past the size that the file
// had when it was opened. After Close it returns an error that wraps
// fs.ErrClosed; no error names the file.
func (f *File) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.bytes.ReadAt(p, off)
	return n, stripPath(err)
}

// Size returns the number of bytes.
func (f *File) Size() int64 { return f.facts.size }

// SHA256 returns the hash of all bytes, as read when the file was opened.
func (f *File) SHA256() [32]byte { return f.facts.sha256 }

// Media returns the type that the content has.
func (f *File) Media() MediaType { return f.facts.media }

// Width returns the width in pixels as stored, before any EXIF turn; 0 for a
// PDF.
func (f *File) Width() int { return f.facts.width }

// Height returns the height in pixels as stored, before any EXIF turn; 0 for a
// PDF.
func (f *File) Height() int { return f.facts.height }

// Close releases the descriptor. It may be called more than once and while
// reads are under way; later calls return what the first returned.
func (f *File) Close() error { return f.closeOnce() }

// stripPath takes the path out of an error of package os.
func stripPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// computeHash reads the whole file once. A file that became shorter, or whose reads
// fail, is a Problem.
func (f *File) computeHash(ctx context.Context, size int64) ([sha256.Size]byte, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, contextReader{ctx, io.NewSectionReader(f.bytes, 0, size)})
	switch {
	case ctx.Err() != nil:
		return [sha256.Size]byte{}, ctx.Err()
	case err != nil:
		return [sha256.Size]byte{}, &Problem{Code: Unreadable, cause: stripPath(err)}
	case n != size:
		return [sha256.Size]byte{}, &Problem{Code: Changed}
	}
	return [sha256.Size]byte(sum.Sum(nil)), nil
}

// contextReader stops with the context's error, which is the only way to end a decoder
// of the standard library early.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
