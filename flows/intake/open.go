package intake

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Open opens the file at path, once, and checks everything that can be known
// without decoding pixels: kind, size, type by content, the header's claim, the
// end, PDF protection, and the SHA-256. The last element of the path must not
// be a symbolic link; folders on the way may be.
//
// The report is never nil. If something blocks the file, the File is nil, the
// error is the *Problem, and the report holds it too together with what was
// found before.
func Open(path string, lim Limits) (*File, *Report, error) {
	return openContext(context.Background(), path, lim)
}

func openContext(ctx context.Context, path string, lim Limits) (*File, *Report, error) {
	src, info, err := openFile(path)
	if err != nil {
		return blockedResult(facts{}, err)
	}
	start := facts{size: info.Size(), modified: info.ModTime()}
	f, report, err := checkFile(ctx, newFile(src, start.size), start, filepath.Base(path), lim)
	if err != nil {
		return f, report, err
	}
	if now, statErr := src.Stat(); statErr != nil || now.Size() != start.size || !now.ModTime().Equal(start.modified) {
		_ = f.Close()
		return blockedResult(f.facts, &Problem{Code: Changed})
	}
	return f, report, nil
}

// OpenBytes checks a file that arrived in memory, as Open does for one on the
// disk. The name serves only to notice an ending that lies; arrived is shown as
// the file's time. The File reads from b, which must not change until Close.
func OpenBytes(name string, b []byte, arrived time.Time, lim Limits) (*File, *Report, error) {
	start := facts{size: int64(len(b)), modified: arrived}
	return checkFile(context.Background(), newFile(&memorySource{Reader: bytes.NewReader(b)}, start.size), start, name, lim)
}

// checkFile runs the stages in the order of their cost and closes f if one fails.
func checkFile(ctx context.Context, f *File, known facts, name string, lim Limits) (*File, *Report, error) {
	f.facts = known
	if err := f.runChecks(ctx, name, lim); err != nil {
		_ = f.Close()
		return blockedResult(f.facts, err)
	}
	report := f.baseReport(Purpose{})
	return f, &report, nil
}

func (f *File) runChecks(ctx context.Context, name string, lim Limits) error {
	if p := lim.checkSize(f.facts.size); p != nil {
		return p
	}
	content, err := f.sniffFile()
	if err != nil {
		return err
	}
	f.facts.nameMisleads = isNameMisleading(name, content)
	f.facts.media = content.Media()
	if f.facts.media == "" {
		return &Problem{Code: NotAccepted, Content: content}
	}
	if p := f.checkStructure(lim); p != nil {
		return p
	}
	f.facts.sha256, err = f.computeHash(ctx, f.facts.size)
	return err
}

func (f *File) sniffFile() (Content, error) {
	head := make([]byte, min(sniffLen, f.facts.size))
	if n, err := f.ReadAt(head, 0); n < len(head) {
		return Unknown, &Problem{Code: Unreadable, cause: err}
	}
	return sniffContent(head), nil
}

// checkStructure looks at the header and the end, for each type in its own way.
func (f *File) checkStructure(lim Limits) *Problem {
	if f.facts.media == PDF {
		return checkPDF(f.bytes)
	}
	if p := f.checkHeader(lim); p != nil {
		return p
	}
	if f.facts.media == PNG {
		return f.checkPNG()
	}
	return f.checkJPEG()
}

// blockedResult makes the answer for a file that cannot be used.
func blockedResult(known facts, err error) (*File, *Report, error) {
	report := (&File{facts: known}).baseReport(Purpose{})
	if p, ok := errors.AsType[*Problem](err); ok {
		report.Problems = append(report.Problems, *p)
	}
	return nil, &report, err
}

// modeProblem says why something of this mode is not a file to send, or nil.
func modeProblem(mode fs.FileMode) *Problem {
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &Problem{Code: IsFolder}
	case mode&fs.ModeSymlink != 0:
		return &Problem{Code: IsLink}
	case mode&(fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return &Problem{Code: IsPipe}
	case mode&fs.ModeDevice != 0:
		return &Problem{Code: IsDevice}
	}
	return &Problem{Code: Unreadable}
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
