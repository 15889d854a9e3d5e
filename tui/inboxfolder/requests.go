package inboxfolder

import (
	"io/fs"
	"os"
	"path"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// Stat describes what a path leads to. The Reason of an error is NoSuchFile, always.
func (t Tree) Stat(raw string) (inbox.Info, error) {
	at, err := t.locate(raw)
	if err == nil && at.isRoot() {
		return inbox.Info{Name: foreign.Untrusted("/"), IsDir: true}, nil
	}
	var out inbox.Info
	err = t.within(raw, func(root *os.Root, at place) error {
		info, err := root.Lstat(at.name)
		if err != nil {
			return err
		}
		ok := false
		if out, ok = newInfo(info); !ok {
			return fs.ErrNotExist
		}
		return nil
	})
	if err != nil {
		return inbox.Info{}, refuse(inbox.NoSuchFile)
	}
	return out, nil
}

// List describes what is in a folder, in order. Above all inboxes that are their codes.
func (t Tree) List(raw string) ([]inbox.Info, error) {
	at, err := t.locate(raw)
	if err == nil && at.isRoot() {
		return t.listCodes(), nil
	}
	var list []inbox.Info
	err = t.within(raw, func(root *os.Root, at place) error {
		entries, err := fs.ReadDir(root.FS(), at.name)
		for _, e := range entries {
			if info, err := e.Info(); err == nil && !isReserved(e.Name()) {
				if out, ok := newInfo(info); ok {
					list = append(list, out)
				}
			}
		}
		return err
	})
	if err != nil {
		return nil, refuse(inbox.NoSuchFile)
	}
	return list, nil
}

func (t Tree) listCodes() []inbox.Info {
	var list []inbox.Info
	for _, code := range sortedCodes(t.inboxes()) {
		list = append(list, inbox.Info{Name: foreign.Untrusted(string(code)), IsDir: true})
	}
	return list
}

// Read gives nothing back: what was sent is for the wizard alone.
func (t Tree) Read(raw string) ([]byte, error) {
	if _, err := t.Stat(raw); err != nil {
		return nil, err
	}
	return nil, refuse(inbox.ReadDenied)
}

// SetSize cuts off what lies behind a size. It makes no file longer: nothing was sent for
// the rest.
func (t Tree) SetSize(raw string, size int64) {
	_ = t.within(raw, func(root *os.Root, at place) error {
		info, err := root.Lstat(at.name)
		if err != nil || !info.Mode().IsRegular() || size < 0 || size >= info.Size() {
			return err
		}
		file, err := root.OpenFile(at.name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		return file.Truncate(size)
	})
}

// Rename gives a file or a folder another name in the same inbox.
func (t Tree) Rename(from, to string) error {
	target, err := t.locate(to)
	if err != nil {
		return err
	}
	return t.within(from, func(root *os.Root, at place) error {
		switch {
		case target.code != at.code:
			return refuse(inbox.AcrossCodes)
		case at.name == "." || target.name == ".":
			return refuse(inbox.NotAllowed)
		}
		if info, err := root.Lstat(target.name); err == nil && info.IsDir() {
			return refuse(inbox.IsFolder)
		}
		return root.Rename(at.name, target.name)
	})
}

// Remove removes a file.
func (t Tree) Remove(raw string) error {
	return t.within(raw, func(root *os.Root, at place) error {
		if info, err := root.Lstat(at.name); err != nil || info.IsDir() {
			return orRefusal(err, inbox.IsFolder)
		}
		return root.Remove(at.name)
	})
}

// RemoveFolder removes an empty folder.
func (t Tree) RemoveFolder(raw string) error {
	return t.within(raw, func(root *os.Root, at place) error {
		if info, err := root.Lstat(at.name); err != nil || !info.IsDir() || at.name == "." {
			return orRefusal(err, inbox.NotAllowed)
		}
		return root.Remove(at.name)
	})
}

// orRefusal is an error, or else a refusal.
func orRefusal(err error, reason inbox.Reason) error {
	if err != nil {
		return err
	}
	return refuse(reason)
}

// Mkdir makes a folder.
func (t Tree) Mkdir(raw string) error {
	return t.within(raw, func(root *os.Root, at place) error {
		if err := checkFolders(root); err != nil {
			return err
		}
		return root.Mkdir(at.name, 0o700)
	})
}

// maxFolders is how many folders an inbox may have, with those of the sides.
const maxFolders = 40

// checkFolders reports whether there are as many folders as there may be.
func checkFolders(root *os.Root) error {
	folders := -1 // without the inbox itself
	_ = fs.WalkDir(root.FS(), ".", func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			folders++
		}
		return nil
	})
	if folders >= maxFolders {
		return refuseLimit(inbox.TooManyFolders, maxFolders)
	}
	return nil
}

// Create opens a file for writing. A name that is a folder's is that of a file in it.
func (t Tree) Create(raw string, flags inbox.Flags) (inbox.Writer, error) {
	var out inbox.Writer
	err := t.within(raw, func(root *os.Root, at place) error {
		if at.name == "." {
			return refuse(inbox.IsFolder)
		}
		if info, err := root.Lstat(at.name); err == nil && info.IsDir() {
			at.name = path.Join(at.name, path.Base(at.name))
		}
		if err := t.checkRoom(at); err != nil {
			return err
		}
		upload, err := t.open(root, at, flags)
		if err != nil {
			return err
		}
		out = upload
		return nil
	})
	return out, err
}

// checkRoom reports whether the inbox has room for one file more.
func (t Tree) checkRoom(at place) error {
	folder := Folder{Path: at.folder}
	var bytes int64
	files := folder.Scan()
	for _, file := range files {
		bytes += file.Bytes
	}
	switch {
	case len(files) >= t.Limits.Files:
		return refuseLimit(inbox.TooManyFiles, int64(t.Limits.Files))
	case bytes >= t.Limits.OperatorBytes:
		return refuseLimit(inbox.InboxFull, t.Limits.OperatorBytes)
	}
	return nil
}
