package demo

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows/journal/filesystem"
)

// folderPrefix begins the name of a demo's folder.
const folderPrefix = "dossier-demo-"

// markName is a file in a demo's folder. The demo holds a lock on it until its process ends,
// however that ends. A folder without it was made by an earlier version, by a demo that is
// just beginning, or by somebody else.
const markName = "demo.lock"

// demoEntries are all that a demo makes in its folder.
var demoEntries = []string{markName, "journal", "pictures"}

// removeAbandoned removes the folders below parent that demos left behind which were killed:
// their mark is there, is this user's, and is locked by nobody. Anything else stays.
func removeAbandoned(parent string) {
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		if path := filepath.Join(parent, e.Name()); e.IsDir() && strings.HasPrefix(e.Name(), folderPrefix) && isDemoFolder(path) {
			removeUnlocked(path)
		}
	}
}

// isDemoFolder reports whether a folder belongs to this user, and holds a mark and nothing
// that a demo does not make.
func isDemoFolder(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !filesystem.IsOwned(info) {
		return false
	}
	entries, err := os.ReadDir(path)
	isDemos := func(e os.DirEntry) bool { return slices.Contains(demoEntries, e.Name()) }
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == markName }) &&
		!slices.ContainsFunc(entries, func(e os.DirEntry) bool { return !isDemos(e) })
}
