package cli

import (
	"bytes"
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
	errNoHeads       = errors.New("the file does not begin with a head and was left as it is; name a new file, or a file of heads")
	errJournalsFile  = errors.New("it is the journal's own file, or one that its database keeps beside it (-wal, -shm, -journal); name another file")
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

// CheckHeadsPlace says why heads must not be written to a place while the journal is at
// another: it is one of the journal's own files. It opens neither: to close one of them
// again would drop the locks of the open journal.
func CheckHeadsPlace(heads, journalPlace string) error {
	if heads == "" || heads == headsSyslog || !ownsFile(journalPlace, heads) {
		return nil
	}
	return errJournalsFile
}

// headsStartSize is how much of a file's start is read before a head is added to it, in
// bytes; its first line counts.
const headsStartSize = 64 << 10

// checkHeadsStart refuses to add a head to a file that begins with anything else: it may be
// the audit key, a token, a journal, a receipt or a picture, which another line would ruin.
// A head that a crash cut short is accepted, and so is a file that may be written but not
// read.
func checkHeadsStart(path string) error {
	file, err := safefile.Open(path, safefile.Rules{})
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	start, err := io.ReadAll(io.LimitReader(file, headsStartSize))
	if err != nil {
		return err
	}
	lines, err := chain.ReadHeads(bytes.NewReader(bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\ufeff")))))
	if err == nil && lines.Other.First == 1 {
		err = &fs.PathError{Op: "append", Path: "heads", Err: errNoHeads}
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

// maxHeadsSize bounds what is read to find heads, in bytes: a system log of a year, or
// half a million heads.
const maxHeadsSize = 256 << 20

// ReadHeads reads every line that holds a head: one of a file of heads, of a
// system log, or of a receipt. The path "-" means in. It ends with ctx: the other end of
// a pipe or a terminal may never write.
func ReadHeads(ctx context.Context, path string, in io.Reader) (chain.HeadLines, error) {
	if path != "-" {
		file, err := safefile.Open(path, safefile.Rules{})
		if err != nil {
			return chain.HeadLines{}, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	type reading struct {
		lines chain.HeadLines
		err   error
	}
	done := make(chan reading, 1)
	go func() { // the read of a terminal cannot be ended: then this ends with the program
		lines, err := parseHeads(in)
		done <- reading{lines, err}
	}()
	select {
	case r := <-done:
		return r.lines, r.err
	case <-ctx.Done():
		return chain.HeadLines{}, ctx.Err()
	}
}

// parseHeads reads the heads of any file, up to maxHeadsSize.
func parseHeads(r io.Reader) (chain.HeadLines, error) {
	lines, err := chain.ReadHeads(withoutByteOrderMark(safefile.Limit(r, maxHeadsSize)))
	if _, tooLarge := errors.AsType[*safefile.TooLargeError](err); tooLarge {
		err = &fs.PathError{Op: "read", Path: "heads", Err: errHeadsTooLarge}
	}
	return lines, err
}

// RecordedHeads are the lines that were written down on this computer. The error is
// fs.ErrNotExist when there are none yet, and nil when none are to be written down. For a
// file that others may write to it returns both the lines and an error.
func (o *Options) RecordedHeads() (chain.HeadLines, error) {
	path := o.headsFile()
	if path == "" {
		return chain.HeadLines{}, nil
	}
	return readOwnHeads(path, 0)
}

// recentHeadsSize is how much of the file of heads is read when a journal is opened:
// the newest few hundred heads.
const recentHeadsSize = 128 << 10

// RecentHeads are the newest of the recorded heads. A file that others may write to
// counts too; audit verify reports that.
func (o *Options) RecentHeads() []chain.Head {
	lines, _ := readOwnHeads(o.headsFile(), recentHeadsSize)
	return lines.Heads
}

// readOwnHeads reads the file of heads that this computer keeps: all of it, or only
// its last bytes when newest is not 0. It does not wait for a pipe. For a file that
// others may write to it returns both the lines and an error.
func readOwnHeads(path string, newest int64) (chain.HeadLines, error) {
	file, err := safefile.Open(path, safefile.Rules{})
	if err != nil {
		return chain.HeadLines{}, err
	}
	defer func() { _ = file.Close() }()
	unsafe := checkHeadsFile(file)
	if unsafe != nil && !errors.Is(unsafe, errHeadsShared) {
		return chain.HeadLines{}, unsafe
	}
	if newest > 0 {
		_, _ = file.Seek(-newest, io.SeekEnd) // a smaller file is read from its start
	}
	lines, err := parseHeads(file)
	return lines, cmp.Or(err, unsafe)
}
