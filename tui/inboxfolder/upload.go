package inboxfolder

import (
	"errors"
	"os"
	"path"
	"strings"
	"sync"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// upload is a file that a client is sending.
type upload struct {
	tree   Tree
	at     place
	remove func() // removes the file by its name

	mu       sync.Mutex
	file     *os.File
	before   int64 // its size when it was opened: an earlier transfer is continued from there
	from, to int64 // of what was written; from is -1 before the first write
	written  int64 // in all
	declared int64 // -1 if the client said nothing
	isBroken bool
	failure  *inbox.Refusal
	closed   bool
	outcome  inbox.Outcome
	err      error
}

// open opens the file of an upload, and makes the folders that its path names.
func (t Tree) open(root *os.Root, at place, flags inbox.Flags) (*upload, error) {
	if err := provideFolder(root, path.Dir(at.name)); err != nil {
		return nil, err
	}
	if info, err := root.Lstat(at.name); err == nil && !info.Mode().IsRegular() {
		return nil, refuse(inbox.NotAllowed)
	}
	mode := os.O_RDWR | os.O_CREATE
	if flags.Exclusive {
		mode |= os.O_EXCL
	}
	if flags.Truncate {
		mode |= os.O_TRUNC
	}
	file, err := root.OpenFile(at.name, mode, 0o600)
	if err != nil {
		return nil, err
	}
	u := &upload{tree: t, at: at, file: file, from: -1, declared: -1}
	if info, err := file.Stat(); err == nil {
		u.before = info.Size()
	}
	u.remove = func() {
		_ = t.Remove(string(at.code) + "/" + at.name)
	}
	return u, nil
}

// provideFolder makes a folder unless it is there.
func provideFolder(root *os.Root, folder string) error {
	if info, err := root.Lstat(folder); err == nil && info.IsDir() {
		return nil
	}
	if err := checkFolders(root); err != nil {
		return err
	}
	return root.MkdirAll(folder, 0o700)
}

// WriteAt stores a part of the file, in any order. After a first error every write returns
// that error.
func (u *upload) WriteAt(p []byte, off int64) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	limit := u.tree.Limits.FileBytes
	switch {
	case u.closed:
		return 0, refuse(inbox.Gone)
	case u.failure != nil:
		return 0, u.failure
	case off < 0 || off > limit-int64(len(p)):
		return 0, u.fail(refuseLimit(inbox.TooLarge, limit))
	}
	n, err := u.file.WriteAt(p, off)
	if err != nil {
		return n, u.fail(refusalOf(err))
	}
	if u.from < 0 || off < u.from {
		u.from = off
	}
	u.to, u.written = max(u.to, off+int64(n)), u.written+int64(n)
	return n, nil
}

// fail remembers the first error.
func (u *upload) fail(err error) error {
	if u.failure == nil {
		u.failure, _ = errors.AsType[*inbox.Refusal](err)
	}
	return err
}

// Declare says how many bytes the file will have, before the first of them.
func (u *upload) Declare(size int64) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.declared = size
	if limit := u.tree.Limits.FileBytes; size < 0 || size > limit {
		return u.fail(refuseLimit(inbox.TooLarge, limit))
	}
	return nil
}

// Break says that the connection ended before the client closed the file.
func (u *upload) Break() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.isBroken = true
}

// Close decides what became of the file. What cannot become complete is removed.
func (u *upload) Close() (inbox.Outcome, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return u.outcome, u.err
	}
	u.closed = true
	end := u.decide()
	u.outcome = u.newOutcome(end)
	u.err = errorOf(u.outcome, u.failure)
	if end == inbox.WriteRefused || end == inbox.HasHole || end == inbox.Ignored || u.outcome.Bytes == 0 {
		u.remove()
		u.outcome.Bytes = 0
	}
	_ = u.file.Close()
	return u.outcome, u.err
}

// decide says how the transfer ended. A new version that is shorter than the old one ends
// where it was written to.
func (u *upload) decide() inbox.End {
	_, _, isShown := inbox.FinalName(path.Base(u.at.name))
	if u.from == 0 && u.failure == nil {
		_ = u.file.Truncate(u.to)
	}
	switch {
	case !isShown:
		return inbox.Ignored
	case u.failure != nil:
		return inbox.WriteRefused
	case u.hasHole():
		return inbox.HasHole
	case u.isBroken:
		return inbox.Disconnected
	case u.declared >= 0 && u.to < u.declared:
		return inbox.TooShort
	case u.size() == 0 && strings.HasPrefix(path.Base(u.at.name), "._"):
		return inbox.Ignored // of a Mac's desktop
	case u.size() == 0:
		return inbox.IsEmpty
	case !u.tree.Complete(u.file):
		return inbox.NoEndMark
	}
	return inbox.Whole
}

// hasHole reports whether a part is missing between what was there before and the end.
func (u *upload) hasHole() bool {
	return u.from > u.before || u.from >= 0 && u.written < u.to-u.from
}

func (u *upload) size() int64 {
	info, err := u.file.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

func (u *upload) newOutcome(end inbox.End) inbox.Outcome {
	slot, _, isBelow := strings.Cut(u.at.name, "/")
	if !isBelow {
		slot = ""
	}
	name := path.Base(u.at.name)
	_, isTemporary, _ := inbox.FinalName(name)
	o := inbox.Outcome{Name: foreign.Untrusted(name), Code: u.at.code, Slot: slot, End: end, Bytes: u.size(), IsTemporary: isTemporary}
	if u.failure != nil {
		o.Reason, o.Limit = u.failure.Reason, u.failure.Limit
	}
	return o
}

// errorOf is what a client is told that must not take an outcome for success.
func errorOf(o inbox.Outcome, failure *inbox.Refusal) error {
	switch o.End {
	case inbox.Whole, inbox.Ignored, inbox.IsEmpty:
		return nil
	case inbox.WriteRefused:
		return failure
	}
	return refuse(inbox.NotComplete)
}
