package sftpfiles

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"sync/atomic"

	"dossier/flows/inbox"

	"github.com/pkg/sftp"
)

// maxListings is how many folders and receipts one channel may hold open; the library has
// no limit of its own. Files are limited by the inbox.
const maxListings = 64

// handlers answer the requests of one channel. The library calls them from several
// goroutines, where a panic would end the process: each one recovers.
type handlers struct {
	tree     inbox.Files
	sender   *sender
	listings atomic.Int32
}

// recoverPanic makes a failure of a panic. What it says may hold a name, so it is dropped.
func recoverPanic(err *error) {
	if recover() != nil {
		*err = sftp.ErrSSHFxFailure
	}
}

// answer tells the person of a refusal and makes the status of it. That something is
// missing or has the name already is for the client to say.
func (h *handlers) answer(path string, err error) error {
	if r, ok := errors.AsType[*inbox.Refusal](err); ok && r.Reason != inbox.NoSuchFile && r.Reason != inbox.Exists {
		h.sender.tellRefusal(path, r)
	}
	return newStatus(err)
}

// Filewrite opens a file for writing.
func (h *handlers) Filewrite(r *sftp.Request) (_ io.WriterAt, err error) {
	defer recoverPanic(&err)
	u, err := h.create(r)
	if err != nil {
		return nil, err
	}
	return u, nil
}

// OpenFile opens a file for reading and writing; reading is denied.
func (h *handlers) OpenFile(r *sftp.Request) (_ sftp.WriterAtReaderAt, err error) {
	defer recoverPanic(&err)
	u, err := h.create(r)
	if err != nil {
		return nil, err
	}
	return u, nil
}

func (h *handlers) create(r *sftp.Request) (*upload, error) {
	flags := r.Pflags()
	u, err := h.tree.Create(r.Filepath, inbox.Flags{Exclusive: flags.Excl, Truncate: flags.Trunc})
	if err != nil {
		return nil, h.answer(r.Filepath, err)
	}
	return &upload{upload: u, sender: h.sender}, nil
}

// Fileread opens a receipt.
func (h *handlers) Fileread(r *sftp.Request) (_ io.ReaderAt, err error) {
	defer recoverPanic(&err)
	if err := h.takeListing(); err != nil {
		return nil, err
	}
	text, err := h.tree.Read(r.Filepath)
	if err != nil {
		h.listings.Add(-1)
		return nil, h.answer(r.Filepath, err)
	}
	return &receipt{listing{h: h}, bytes.NewReader(text)}, nil
}

// Filecmd changes something. Attributes are always accepted, and only a size counts:
// refusing them breaks clients after a good upload.
func (h *handlers) Filecmd(r *sftp.Request) (err error) {
	defer recoverPanic(&err)
	switch r.Method {
	case "Setstat":
		if attributes := r.Attributes(); attributes != nil && r.AttrFlags().Size {
			h.tree.SetSize(r.Filepath, int64(attributes.Size))
		}
		return nil
	case "Rename", "PosixRename":
		return h.answer(r.Filepath, h.tree.Rename(r.Filepath, r.Target))
	case "Remove":
		return h.answer(r.Filepath, h.tree.Remove(r.Filepath))
	case "Rmdir":
		return h.answer(r.Filepath, h.tree.RemoveFolder(r.Filepath))
	case "Mkdir":
		return h.answer(r.Filepath, h.tree.Mkdir(r.Filepath))
	}
	return sftp.ErrSSHFxOpUnsupported
}

// Filelist lists a folder or describes one path.
func (h *handlers) Filelist(r *sftp.Request) (_ sftp.ListerAt, err error) {
	defer recoverPanic(&err)
	switch r.Method {
	case "List":
		return h.list(r.Filepath)
	case "Stat", "Lstat":
		info, err := h.tree.Stat(r.Filepath)
		if err != nil {
			return nil, newStatus(err)
		}
		return &listing{entries: []inbox.Info{info}}, nil
	}
	return nil, sftp.ErrSSHFxOpUnsupported
}

func (h *handlers) list(path string) (sftp.ListerAt, error) {
	if err := h.takeListing(); err != nil {
		return nil, err
	}
	entries, err := h.tree.List(path)
	if err != nil {
		h.listings.Add(-1)
		return nil, newStatus(err)
	}
	return &listing{h: h, entries: entries}, nil
}

func (h *handlers) takeListing() error {
	if h.listings.Add(1) > maxListings {
		h.listings.Add(-1)
		return sftp.ErrSSHFxFailure
	}
	return nil
}

// RealPath makes a path absolute. ~ is the root, and nothing is an error.
func (h *handlers) RealPath(raw string) (string, error) {
	clean := path.Clean("/" + raw)
	if clean == "/~" || strings.HasPrefix(clean, "/~/") {
		clean = path.Clean("/" + clean[len("/~"):])
	}
	return clean, nil
}
