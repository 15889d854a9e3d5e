package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// prepare makes sure that path is a file that only its owner can reach, on a
// disk that locks reliably; a file that is only to be read is not made. It never opens an existing journal: closing a
// second descriptor would drop the locks that SQLite holds in this process.
func prepare(path string, writes bool) error {
	folder := filepath.Dir(path)
	if _, err := os.Lstat(path); !writes && errors.Is(err, fs.ErrNotExist) {
		return ErrAbsent
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ofSystem(err)
	}
	if err := private(folder, os.Stat, fs.ModeDir, "run chmod 700 on its folder"); err != nil {
		return err
	}
	if err := local(folder); err != nil {
		return err
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return err
		}
	}
	return private(path, os.Lstat, 0, "run chmod 600 on its file")
}

// still are the settings to read a copy that can not be written, such as an
// auditor's: SQLite keeps no lock and makes no file beside it, and nobody changes
// it. It does not read the log then, so there must be none.
func still(path string) (settings string, err error) {
	if writable(path) && writable(filepath.Dir(path)) {
		return "", nil
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return "", ErrLog
	}
	return "&immutable=1", nil
}

// private checks kind, owner and permissions.
func private(path string, stat func(string) (fs.FileInfo, error), kind fs.FileMode, remedy string) error {
	info, err := stat(path)
	switch {
	case err != nil:
		return ofSystem(err)
	case info.Mode().Type() != kind:
		return ErrNotAFile
	case !owned(info):
		return ErrNotOurs
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%w; %s", ErrExposed, remedy)
	}
	return nil
}

// create puts an empty file in place, an empty database to SQLite. It is made
// under another name and linked: nobody ever sees it with other permissions,
// of two processes one wins, and its descriptor is closed before anybody can
// hold a lock on it.
func create(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return ofSystem(err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := file.Close(); err != nil {
		return ofSystem(err)
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return ofSystem(err)
	}
	remember(filepath.Dir(path))
	remember(filepath.Dir(filepath.Dir(path)))
	return nil
}

// remember writes a folder's list of names to the disk. Not every file system
// can do that, so, like SQLite for its own files, it goes on without.
func remember(folder string) {
	if dir, err := os.Open(folder); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
