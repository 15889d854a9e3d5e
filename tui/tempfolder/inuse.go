package tempfolder

import (
	"os"
	"path/filepath"
	"strings"
)

// InUse are the folders of this kind below parent whose programs run.
func (k Kind) InUse(parent string) []string {
	var used []string
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		if path := filepath.Join(parent, e.Name()); e.IsDir() && strings.HasPrefix(e.Name(), k.Prefix) && k.isOwn(path) && k.isLocked(path) {
			used = append(used, path)
		}
	}
	return used
}
