package filesystem

import (
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// IsShared reports whether the folder is on a network or FUSE file system. The error is
// the operating system's.
func IsShared(folder string) (bool, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return false, err
	}
	return isNetworkName(unix.ByteSliceToString(stat.Fstypename[:])), nil
}

// isNetworkName knows the names that mount(8) shows.
func isNetworkName(kind string) bool {
	switch kind {
	case "nfs", "smbfs", "cifs", "afpfs", "webdav", "ftp", "9p", "virtiofs":
		return true
	}
	return strings.Contains(kind, "fuse")
}

// The flags of chflags(1) that stop the owner, or everybody, from changing a file.
const protectingFlags = 0x2 | 0x4 | 0x20000 | 0x40000 // UF_IMMUTABLE, UF_APPEND, SF_IMMUTABLE, SF_APPEND

// IsProtected reports whether one of the files or folders has a flag that lets nobody
// change it, or only append to it (chflags). Nothing is opened for that.
func IsProtected(paths ...string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		var stat unix.Stat_t
		return unix.Lstat(path, &stat) == nil && stat.Flags&protectingFlags != 0
	})
}
