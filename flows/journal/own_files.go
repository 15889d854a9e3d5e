package journal

import (
	"os"
	"path/filepath"
	"strings"
)

// companionEndings are the ends of the names of the files that SQLite makes beside a
// journal.
var companionEndings = []string{"-wal", "-shm", "-journal"}

// OwnsFile reports whether a file belongs to the journal at a place: it is the journal's
// own, or one that SQLite keeps beside it. What is written there is overwritten, removed,
// or taken for SQLite's. Neither needs to exist.
func OwnsFile(place, path string) bool {
	if IsPostgresAddress(place) {
		return false
	}
	path = followLinks(path)
	for _, ending := range append([]string{""}, companionEndings...) {
		if isSameFile(place+ending, path) {
			return true
		}
	}
	return false
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
