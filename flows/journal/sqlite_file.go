package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// prepareFile makes sure that path is a file that only its owner can reach, on a
// disk that locks reliably; a file that is only to be read is not made. It never opens an existing journal: closing a
// second descriptor would drop the locks that SQLite holds in this process.
func prepareFile(path string, writes bool) error {
	folder := filepath.Dir(path)
	if _, err := os.Lstat(path); !writes && errors.Is(err, fs.ErrNotExist) {
		return ErrNoJournal
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return errorFromSystem(err)
	}
	if err := checkPrivate(folder, os.Stat, fs.ModeDir, "run chmod 700 on its folder"); err != nil {
		return err
	}
	if err := checkLocalDisk(folder); err != nil {
		return err
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := createFile(path); err != nil {
			return err
		}
	}
	return checkPrivate(path, os.Lstat, 0, "run chmod 600 on its file")
}

// readOnlyOptions are the settings to read a copy that can not be written, such as an
// auditor's: SQLite keeps no lock and makes no file beside it, and nobody changes
// it. It does not read the log then, so there must be none.
func readOnlyOptions(path string) (settings string, err error) {
	if isWritable(path) && isWritable(filepath.Dir(path)) {
		return "", nil
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return "", ErrPendingLog
	}
	return "&immutable=1", nil
}

// checkPrivate checks kind, owner and permissions.
func checkPrivate(path string, stat func(string) (fs.FileInfo, error), kind fs.FileMode, remedy string) error {
	info, err := stat(path)
	switch {
	case err != nil:
		return errorFromSystem(err)
	case info.Mode().Type() != kind:
		return ErrNotAFile
	case !isOwned(info):
		return ErrNotOurs
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%w; %s", ErrExposed, remedy)
	}
	return nil
}

// createFile puts an empty file in place, an empty database to SQLite. It is made
// under another name and linked: nobody ever sees it with other permissions,
// of two processes one wins, and its descriptor is closed before anybody can
// hold a lock on it.
func createFile(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return errorFromSystem(err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := file.Close(); err != nil {
		return errorFromSystem(err)
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return errorFromSystem(err)
	}
	syncFolder(filepath.Dir(path))
	syncFolder(filepath.Dir(filepath.Dir(path)))
	return nil
}

// syncFolder writes a folder's list of names to the disk. Not every file system
// can do that, so, like SQLite for its own files, it goes on without.
func syncFolder(folder string) {
	if dir, err := os.Open(folder); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
