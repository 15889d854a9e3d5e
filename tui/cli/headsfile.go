package cli

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"

	"dossier/flows/chain"
)

// What can be wrong with the file that heads are written down in.
var (
	errHeadsShared  = errors.New("others may write to the file, so it proves little; look it through, then run chmod go-w on it")
	errHeadsNotFile = errors.New("it is not a regular file")
)

// checkHeadsFile says what is wrong with an open file as a place of heads: somebody
// else who can write to it can take out the head that would show a change. It
// may belong to another user, such as the auditor.
func checkHeadsFile(file *os.File) error {
	info, err := file.Stat()
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		err = errHeadsNotFile
	case isSharedWritable(info):
		err = errHeadsShared
	default:
		return nil
	}
	return &fs.PathError{Op: "open", Path: file.Name(), Err: err}
}

// endsWithNewline reports whether a file's last byte ends a line. One that may only
// be written to counts as torn: an empty line does no harm.
func endsWithNewline(path string, size int64) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	last := make([]byte, 1)
	_, err = file.ReadAt(last, size-1)
	return err == nil && last[0] == '\n'
}

// forEachLine calls visit with every line of r, which is valid until the next. One
// that is far too long for a head is empty: system logs hold other things too.
func forEachLine(r io.Reader, visit func(line []byte)) error {
	lines := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := lines.ReadSlice('\n')
		for errors.Is(err, bufio.ErrBufferFull) {
			if line, err = lines.ReadSlice('\n'); !errors.Is(err, bufio.ErrBufferFull) {
				line = []byte{'\n'}
			}
		}
		if len(line) > 0 {
			visit(line)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// ReadHeads reads every line that holds a head: one of a file of heads, of a
// system log, or of a receipt. Without in it is the file that this computer
// keeps, which nobody else may write to.
func ReadHeads(path string, in io.Reader) (list []chain.Head, lines int, err error) {
	file := in
	if path != "-" || in == nil {
		flags := os.O_RDONLY
		if in == nil {
			flags |= noWait
		}
		opened, err := os.OpenFile(path, flags, 0)
		if err != nil {
			return nil, 0, err
		}
		defer func() { _ = opened.Close() }()
		if in == nil {
			if err := checkHeadsFile(opened); err != nil {
				return nil, 0, err
			}
		}
		file = opened
	}
	err = forEachLine(file, func(line []byte) {
		lines++
		if head, err := chain.ParseHead(line); err == nil {
			list = append(list, head)
		}
	})
	return list, lines, err
}
