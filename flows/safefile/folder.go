package safefile

import (
	"io/fs"
	"os"
)

// OpenFolder opens a folder.
func OpenFolder(path string) (*os.File, error) {
	folder, err := openWithoutWaiting(path, os.O_RDONLY, false)
	if err != nil {
		return nil, openError(err)
	}
	info, err := folder.Stat()
	if err == nil && !info.IsDir() {
		err = fs.ErrInvalid
	}
	if err != nil {
		_ = folder.Close()
		return nil, openError(err)
	}
	return folder, nil
}

// SyncFolder writes a folder's list of names to the disk. Not every file system can do
// that, so, like SQLite for its own files, it goes on without.
func SyncFolder(path string) {
	if folder, err := OpenFolder(path); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}
