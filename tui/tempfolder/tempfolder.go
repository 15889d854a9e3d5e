// Package tempfolder removes the temporary folders of programs that were killed. A folder is
// in use while a lock is held on a file in it, its mark; the lock ends with its process,
// however that ends.
package tempfolder

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows/journal/filesystem"
)

// Kind is a kind of temporary folders, such as those of demos.
type Kind struct {
	Prefix  string   // begins the name of each
	Mark    string   // the name of the file that is locked
	Entries []string // all that the program makes in one, beside the mark; nil: anything may be in it
}

// RemoveAbandoned removes the folders below parent that programs left behind which were
// killed: their mark is there, is this user's, and is locked by nobody. A folder without one
// was made by an earlier version, by a program that is just beginning, or by somebody else.
func (k Kind) RemoveAbandoned(parent string) {
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		if path := filepath.Join(parent, e.Name()); e.IsDir() && strings.HasPrefix(e.Name(), k.Prefix) && k.isOwn(path) {
			k.removeUnlocked(path)
		}
	}
}

// isOwn reports whether a folder belongs to this user, and holds a mark and nothing that the
// program does not make.
func (k Kind) isOwn(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !filesystem.IsOwned(info) {
		return false
	}
	entries, err := os.ReadDir(path)
	isMark := func(e os.DirEntry) bool { return e.Name() == k.Mark }
	isForeign := func(e os.DirEntry) bool {
		return k.Entries != nil && !isMark(e) && !slices.Contains(k.Entries, e.Name())
	}
	return err == nil && slices.ContainsFunc(entries, isMark) && !slices.ContainsFunc(entries, isForeign)
}
