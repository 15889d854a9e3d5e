package sftpfiles

import (
	"bytes"
	"io"
	"io/fs"
	"sync"
	"time"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// listing is what is in a folder, as it was when the client opened it.
type listing struct {
	h       *handlers // nil if it counts for nothing
	entries []inbox.Info
	closed  sync.Once
}

func (l *listing) ListAt(list []fs.FileInfo, off int64) (n int, err error) {
	defer recoverPanic(&err)
	if off >= int64(len(l.entries)) {
		return 0, io.EOF
	}
	for n < len(list) && off+int64(n) < int64(len(l.entries)) {
		list[n] = fileInfo{l.entries[off+int64(n)]}
		n++
	}
	if n < len(list) {
		return n, io.EOF
	}
	return n, nil
}

func (l *listing) Close() error {
	l.closed.Do(func() {
		if l.h != nil {
			l.h.listings.Add(-1)
		}
	})
	return nil
}

// receipt is an open receipt.
type receipt struct {
	listing
	*bytes.Reader
}

// fileInfo describes a file to a client: its own name for it goes back to it as it came.
type fileInfo struct{ info inbox.Info }

func (f fileInfo) Name() string       { return foreign.Reveal(f.info.Name) }
func (f fileInfo) Size() int64        { return f.info.Size }
func (f fileInfo) ModTime() time.Time { return f.info.Changed }
func (f fileInfo) IsDir() bool        { return f.info.IsDir }
func (f fileInfo) Sys() any           { return nil }

// Mode is what lets clients offer their actions: everything to the owner.
func (f fileInfo) Mode() fs.FileMode {
	if f.info.IsDir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}
