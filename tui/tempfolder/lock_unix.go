//go:build unix

package tempfolder

import (
	"os"
	"path/filepath"
	"syscall"

	"dossier/flows/safefile"
)

// Hold marks a new folder as one in use. The mark has its name only once it is locked. The
// lock ends with the returned file, or with the process. Without a mark, which is nil, the
// folder is removed by nobody but its program, so an error does not matter.
func (k Kind) Hold(folder string) *os.File {
	path := filepath.Join(folder, k.Mark)
	mark, err := safefile.Create(path + ".new")
	if err != nil {
		return nil
	}
	if !tryLock(mark) || os.Rename(path+".new", path) != nil {
		_ = os.Remove(path + ".new")
	}
	return mark
}

// removeUnlocked removes a folder whose mark nobody has locked, and holds the lock meanwhile.
func (k Kind) removeUnlocked(folder string) {
	mark, err := safefile.Open(filepath.Join(folder, k.Mark), safefile.Rules{Private: true, NoLink: true})
	if err != nil {
		return
	}
	defer func() { _ = mark.Close() }()
	if tryLock(mark) {
		_ = os.RemoveAll(folder)
	}
}

// isLocked reports whether a program holds the mark of a folder.
func (k Kind) isLocked(folder string) bool {
	mark, err := safefile.Open(filepath.Join(folder, k.Mark), safefile.Rules{Private: true, NoLink: true})
	if err != nil {
		return false
	}
	defer func() { _ = mark.Close() }() // and with it the lock, if this was the first
	return !tryLock(mark)
}

func tryLock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
