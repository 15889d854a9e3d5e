// Package sqlitefiles knows the files that SQLite keeps for one database. It promises to
// open none of them: to close one again would drop the locks that SQLite holds in this
// process.
package sqlitefiles

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Companions are the files that SQLite makes beside a database when it needs them.
func Companions(database string) []string {
	return []string{database + "-wal", database + "-shm", database + "-journal"}
}

// Owns reports whether a path names the database itself or one of its companions, whether
// they exist or not. What else is written there is overwritten, removed, or taken for
// SQLite's own.
func Owns(database, path string) bool {
	path = followLinks(path)
	return slices.ContainsFunc(append(Companions(database), database), func(own string) bool { return isSameFile(own, path) })
}

// maxLinks is how many symbolic links are followed, as by the system.
const maxLinks = 40

// followLinks is what a path names in the end, even when nothing is there.
func followLinks(path string) string {
	for range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

// isSameFile reports whether two paths name one file, or would: then they have one name, in
// whatever case, in one folder.
func isSameFile(a, b string) bool {
	if isSameOnDisk(a, b) {
		return true
	}
	folderA, errA := filepath.Abs(filepath.Dir(a))
	folderB, errB := filepath.Abs(filepath.Dir(b))
	inOneFolder := errA == nil && errB == nil && (folderA == folderB || isSameOnDisk(folderA, folderB))
	return inOneFolder && strings.EqualFold(filepath.Base(a), filepath.Base(b))
}

func isSameOnDisk(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
