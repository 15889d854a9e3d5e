package intake

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
)

// Open opens the file at path, once, and checks everything that can be known
// without decoding pixels: kind, size, type by content, the header's claim, the
// structure, PDF protection, and the SHA-256. The last element of the path must not
// be a symbolic link; folders on the way may be. The file's owner and the number of its
// names (hard links) do not count: shared drives hold files of others, backups make names,
// and what was opened is what is looked at and sent, whatever its names lead to later.
//
// The report is never nil. If something blocks the file, the File is nil, the
// error is the *Problem, and the report holds it too together with what was
// found before.
//
// Cancelling the context ends the reading and returns the context's error.
func Open(ctx context.Context, path string, lim Limits) (*File, *Report, error) {
	src, info, err := openFile(path)
	if err != nil {
		return blockedResult(facts{}, err)
	}
	f := newFile(src, info.Size(), info.ModTime())
	err = f.runChecks(ctx, filepath.Base(path), lim)
	if err == nil {
		now, statErr := src.Stat()
		if statErr != nil || now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime()) {
			err = &Problem{Code: Changed}
		}
	}
	return f.finishOpening(err)
}

// finishOpening returns the file with its report; one that failed a check is closed.
func (f *File) finishOpening(err error) (*File, *Report, error) {
	if err != nil {
		_ = f.Close()
		return blockedResult(f.facts, err)
	}
	report := f.baseReport().For(Purpose{})
	return f, &report, nil
}

// runChecks runs the checks. The whole file is read before its structure is looked at, so
// that a disk that fails, or a file that becomes shorter, is not taken for a damaged picture.
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
	sum, err := f.computeHash(ctx, f.facts.size)
	if err != nil {
		return err
	}
	if p := f.checkStructure(lim); p != nil {
		return p
	}
	f.facts.sha256 = sum
	return nil
}

func (f *File) sniffFile() (Content, error) {
	head := make([]byte, min(sniffLen, f.facts.size))
	defer clear(head)
	switch n, err := f.ReadAt(head, 0); {
	case n == len(head):
		return sniffContent(head), nil
	case errors.Is(err, io.EOF):
		return Unknown, &Problem{Code: Changed}
	default:
		return Unknown, &Problem{Code: Unreadable, cause: err}
	}
}

// blockedResult makes the answer for a file that cannot be used.
func blockedResult(known facts, err error) (*File, *Report, error) {
	report := (&File{facts: known}).baseReport().For(Purpose{})
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
