package inboxfolder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"dossier/flows/journal/filesystem"
)

// Reasons why there is no inbox. Their texts are for the operator.
var (
	ErrNoPlace = errors.New("this server has no folder that is private to you. Ask its administrator to set XDG_RUNTIME_DIR")
	ErrOnDisk  = errors.New("files would be written to this server's disk: it has no folder in memory for you. Start dossier with --disk-inbox to allow it")
	ErrNotMade = errors.New("the folder for files could not be made. Start dossier again, or ask the administrator of the server")
)

// Medium is what an inbox's files are held in.
type Medium string

// The media.
const (
	Memory     Medium = "memory"
	SwapMemory Medium = "memory that may be swapped to a disk"
	Disk       Medium = "disk"
)

// Place is where inboxes are made.
type Place struct {
	parent string
	Medium Medium
}

// Folders are those below which inboxes may be made, the best first: XDG_RUNTIME_DIR, which
// may be "", the system's own one in memory, and that for temporary files.
func Folders(runtimeFolder string) []string {
	return []string{runtimeFolder, sharedMemory, os.TempDir()}
}

// FindPlace chooses the first folder below which nobody else can reach an inbox and which is
// in memory. A folder on a disk is taken only if that is allowed and none is in memory.
func FindPlace(folders []string, allowDisk bool) (Place, error) {
	private := privateFolders(folders)
	if len(private) == 0 {
		return Place{}, ErrNoPlace
	}
	for _, folder := range private {
		if medium := mediumOf(folder); medium != Disk {
			return Place{folder, medium}, nil
		}
	}
	if !allowDisk {
		return Place{}, ErrOnDisk
	}
	return Place{private[0], Disk}, nil
}

// privateFolders are those in which a folder of mode 0700 stays its user's own: the user's
// (mode 0700, XDG Base Directory Specification), and those of root's in which everybody may
// rename only what is theirs (the sticky bit, unlink(2)).
func privateFolders(folders []string) []string {
	var private []string
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if err == nil && filepath.IsAbs(folder) && info.IsDir() && (isPrivate(info) || isSticky(info)) {
			private = append(private, folder)
		}
	}
	return private
}

func isPrivate(info fs.FileInfo) bool {
	return info.Mode().Perm()&0o077 == 0 && filesystem.IsOwned(info)
}
