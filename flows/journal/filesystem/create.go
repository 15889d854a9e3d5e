package filesystem

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"dossier/flows/safefile"
)

// CreateEmpty makes an empty file for its owner alone, which is an empty database to SQLite;
// one that is there already stays. It is made under another name and linked: it never has
// other permissions, of two processes one wins, and its descriptor is closed before any
// process can lock it. The error is the system's.
func CreateEmpty(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	safefile.SyncFolder(filepath.Dir(path))
	safefile.SyncFolder(filepath.Dir(filepath.Dir(path)))
	return nil
}
