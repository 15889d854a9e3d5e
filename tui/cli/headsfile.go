package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"dossier/flows/chain"
	"dossier/flows/safefile"
)

var (
	errHeadsShared   = errors.New("others may write to the file, so it proves little; check what it holds, then run chmod go-w on it")
	errHeadsTooLarge = errors.New("it is larger than 256 MiB; keep only the lines with heads")
)

// checkHeadsFile says why an open file is no place for heads: a user who can write to
// it can remove the head that would show a change. It may belong to another user,
// such as the auditor.
func checkHeadsFile(file *os.File) error {
	info, err := file.Stat()
	if err == nil && isSharedWritable(info) {
		err = &fs.PathError{Op: "open", Path: file.Name(), Err: errHeadsShared}
	}
	return err
}

// endsWithNewline reports whether a file's last byte ends a line. It says no of a file
// that cannot be read: an empty line does no harm.
func endsWithNewline(path string, size int64) bool {
	file, err := safefile.Open(path, safefile.Rules{})
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	last := make([]byte, 1)
	_, err = file.ReadAt(last, size-1)
	return err == nil && last[0] == '\n'
}

// forEachLine calls visit with every line of r, which is valid until the next. It
// empties one that is far too long for a head: system logs hold other lines too.
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

// maxHeadsSize bounds what is read to find heads, in bytes: a system log of a year, or
// half a million heads.
const maxHeadsSize = 256 << 20

// ReadHeads reads every line that holds a head: one of a file of heads, of a
// system log, or of a receipt. The path "-" means in. It ends with ctx: the other end of
// a pipe or a terminal may never write.
func ReadHeads(ctx context.Context, path string, in io.Reader) (list []chain.Head, lines int, err error) {
	if path != "-" {
		file, err := safefile.Open(path, safefile.Rules{})
		if err != nil {
			return nil, 0, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	type reading struct {
		list  []chain.Head
		lines int
		err   error
	}
	done := make(chan reading, 1)
	go func() { // the read of a terminal cannot be ended: then this ends with the program
		list, lines, err := parseHeads(in)
		done <- reading{list, lines, err}
	}()
	select {
	case r := <-done:
		return r.list, r.lines, r.err
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
}

func parseHeads(r io.Reader) (list []chain.Head, lines int, err error) {
	err = forEachLine(safefile.Limit(r, maxHeadsSize), func(line []byte) {
		lines++
		if head, err := chain.ParseHead(line); err == nil {
			list = append(list, head)
		}
	})
	if _, tooLarge := errors.AsType[*safefile.TooLargeError](err); tooLarge {
		err = &fs.PathError{Op: "read", Path: "heads", Err: errHeadsTooLarge}
	}
	return list, lines, err
}

// RecordedHeads are the heads that were written down on this computer. The error is
// fs.ErrNotExist when there are none yet, and nil when none are to be written down.
func (o *Options) RecordedHeads() ([]chain.Head, error) {
	path := o.headsFile()
	if path == "" {
		return nil, nil
	}
	return readOwnHeads(path, 0)
}

// recentHeadsSize is how much of the file of heads is read when a journal is opened:
// the newest few hundred heads.
const recentHeadsSize = 128 << 10

// RecentHeads are the newest of the recorded heads. A file that others may write to
// counts too; audit verify reports that.
func (o *Options) RecentHeads() []chain.Head {
	list, _ := readOwnHeads(o.headsFile(), recentHeadsSize)
	return list
}

// readOwnHeads reads the file of heads that this computer keeps: all of it, or only
// its last bytes when newest is not 0. It does not wait for a pipe. For a file that
// others may write to it returns both the heads and an error.
func readOwnHeads(path string, newest int64) ([]chain.Head, error) {
	file, err := safefile.Open(path, safefile.Rules{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	unsafe := checkHeadsFile(file)
	if unsafe != nil && !errors.Is(unsafe, errHeadsShared) {
		return nil, unsafe
	}
	if newest > 0 {
		_, _ = file.Seek(-newest, io.SeekEnd) // a smaller file is read from its start
	}
	list, _, err := parseHeads(file)
	return list, cmp.Or(err, unsafe)
}
